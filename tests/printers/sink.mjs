// SPDX-License-Identifier: MPL-2.0
// node sink.mjs OUT: a label printer on port 9100 of this (private) network, idle and content, which keeps what it gets.  Ends when it is told
// to and the last connection is closed.
import { createServer } from 'node:net'
import { appendFileSync, writeFileSync } from 'node:fs'

const out = process.argv[2]
const replies = {
	'~HS': '\x02030,0,0,0711,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n',
	'~HI': '\x02ZD220-203dpi,V84.20.21Z,8,65536KB\x03\r\n',
	'~HQES': '\x02\r\n\r\n  PRINTER STATUS\r\n  ERRORS:         0 00000000 00000000\r\n  WARNINGS:       0 00000000 00000000\r\n\x03\r\n',
}
writeFileSync(out, '')
const server = createServer((socket) => {
	socket.on('data', (bytes) => {
		appendFileSync(out, bytes)
		for (const question of Object.keys(replies)) if (bytes.includes(question)) socket.write(replies[question])
	})
	socket.on('error', () => {})
})
server.listen(9100, '127.0.0.1', () => console.log('ready'))
process.on('SIGTERM', () => server.close())
