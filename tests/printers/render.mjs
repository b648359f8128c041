// SPDX-License-Identifier: MPL-2.0
// node render.mjs LABEL.zpl OUT.png WIDTH_MM HEIGHT_MM DOTS_PER_MM: the label as zpl-renderer-js draws it, which is no program of ours.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { ready } = createRequire(import.meta.url)('zpl-renderer-js')
const [label, out, width, height, dots] = process.argv.slice(2)
const { api } = await ready
const png = await api.zplToBase64Async(readFileSync(label, 'latin1'), Number(width), Number(height), Number(dots))
writeFileSync(out, Buffer.from(png, 'base64'))
process.exit(0) // its worker would go on
