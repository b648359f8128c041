// SPDX-License-Identifier: MPL-2.0
// daemon.mjs: a daemon of its own on a port that the kernel chose, with a data directory that goes away afterwards.
//
// GLANE: the program (default: build/glane); GLANE_PLUGINS: folders for --plugins, separated by ":" (default: none, the
// program finds those of its build).
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const GLANE = resolve(process.env.GLANE ?? join(ROOT, 'build/glane'));
const PLUGINS = (process.env.GLANE_PLUGINS ?? '').split(':').filter(Boolean).flatMap((dir) => ['--plugins', resolve(dir)]);
const START_MS = 120000;

export class Daemon {
	#child = null;
	#held = null;
	#errors = '';

	// open: whoever is at this computer may do everything, as `glane serve --open` says.
	static async start({ open = true } = {}) {
		const daemon = new Daemon();
		daemon.open = open;
		daemon.dir = await mkdtemp(join(tmpdir(), 'glane-browser-'));
		await daemon.up('127.0.0.1:0');
		return daemon;
	}

	async up(address = this.address) {
		const child = spawn(GLANE, ['serve', '--data', this.dir, '--listen', address, ...(this.open ? ['--open'] : []), ...PLUGINS], { stdio: ['ignore', 'pipe', 'pipe'] });
		this.#child = child;
		child.stderr.on('data', (text) => { this.#errors += text; });
		this.url = await new Promise((done, failed) => {
			let said = '';
			const timer = setTimeout(() => failed(new Error(`no address within ${START_MS} ms: ${this.#errors}`)), START_MS);
			child.once('error', failed);
			child.once('exit', (code) => failed(new Error(`ended with ${code}: ${this.#errors}`)));
			child.stdout.on('data', (text) => {
				said += text;
				const found = /listening on (http:\S+)\n/.exec(said);
				const code = /^ +([0-9A-Z]{4}-[0-9A-Z]{4})$/m.exec(said + this.#errors);
				if (found && (this.open || this.founded || code)) {
					this.code = code?.[1];
					clearTimeout(timer);
					done(found[1]);
				}
			});
		});
		this.address = new URL(this.url).host;
		await this.#hold();
	}

	// While the daemon is away no connection of another test may get its port: the kernel gives none that is bound, be it at
	// another address of this computer.
	async #hold() {
		if (this.#held)
			return;
		this.#held = createServer().unref();
		await new Promise((done) => this.#held.once('error', done).listen(new URL(this.url).port, '127.0.0.2', done));
	}

	// What an administrator types in a terminal; `input` is what it asks for.
	run(args, input = '') {
		return new Promise((done, failed) => {
			const child = spawn(GLANE, [...args, '--data', this.dir, '--json', ...PLUGINS], { stdio: ['pipe', 'pipe', 'pipe'] });
			let said = '', errors = '';
			child.stdout.on('data', (text) => { said += text; });
			child.stderr.on('data', (text) => { errors += text; });
			child.once('error', failed);
			child.once('close', (code) => (code ? failed(new Error(`${args.join(' ')}: ${errors}`)) : done(JSON.parse(said))));
			child.stdin.on('error', () => {}); // it did not want to hear that
			child.stdin.end(input);
		});
	}

	// The first administrator and the volunteer of the day, as the page of the first run makes them.
	async found(name, pin) {
		await this.post('/first-run', { code: this.code, site_name: 'Essai', name, picture: 'fox', pin, device_name: 'Bureau', purpose: 'manager' });
		this.founded = true;
	}

	async addPerson(name, role, pin, picture) {
		return (await this.run(['person', 'add', name, role, '--picture', picture], `${pin}\n`)).id;
	}

	// The browser of `screen`, a page or its context, becomes a device.
	async enrol(screen, name, purpose) {
		const { code } = await this.run(['device', 'enrol', name, purpose]);
		const answer = await screen.request.post(`${this.url}/enrol`, {
			data: { code }, headers: { Accept: 'application/json', 'Idempotency-Key': crypto.randomUUID() },
		});
		if (!answer.ok())
			throw new Error(`enrol: ${answer.status()} ${await answer.text()}`);
	}

	get running() {
		return !!this.#child;
	}

	async down(signal = 'SIGTERM') {
		const child = this.#child;
		this.#child = null;
		if (!child || child.exitCode !== null)
			return;
		const ended = new Promise((done) => child.once('exit', done));
		child.kill(signal);
		await ended;
	}

	kill() {
		return this.down('SIGKILL');
	}

	async end() {
		await this.down();
		this.#held?.close();
		await rm(this.dir, { recursive: true, force: true });
	}

	// A request as a member of staff at this computer makes it.
	async post(path, body) {
		const answer = await fetch(this.url + path, {
			method: 'POST', body: JSON.stringify(body),
			headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'Idempotency-Key': crypto.randomUUID() },
		});
		const value = await answer.json();
		if (!answer.ok)
			throw new Error(`${path}: ${answer.status} ${JSON.stringify(value)}`);
		return value;
	}

	async get(path) {
		const answer = await fetch(this.url + path, { headers: { Accept: 'application/json' } });
		return answer.json();
	}
}
