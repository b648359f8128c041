// SPDX-License-Identifier: MPL-2.0
// node ticket.mjs PROGRAM PICTURE.png OUT.bin: a picture as two other programs write it for a receipt printer.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const [program, picture, out] = process.argv.slice(2)
const bytes = readFileSync(picture)

function encoder() {
	const { PNG } = require('pngjs')
	const Encoder = require('@point-of-sale/receipt-printer-encoder')
	const { width, height, data } = PNG.sync.read(bytes)
	const made = new Encoder({ language: 'esc-pos', columns: 48, imageMode: program.endsWith('column') ? 'column' : 'raster' })
	return made.initialize().image({ width, height, data: new Uint8ClampedArray(data) }, width, height, 'threshold', 128).encode()
}

function receiptline() {
	const doc = `{image:${bytes.toString('base64')}}`
	return Buffer.from(require('receiptline').transform(doc, { command: 'escpos', cpl: 48, encoding: 'cp858', spacing: false, gradient: false, threshold: 128 }), 'latin1')
}

writeFileSync(out, program === 'receiptline' ? receiptline() : encoder())
