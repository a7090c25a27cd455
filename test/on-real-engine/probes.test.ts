import {createSocket} from 'node:dgram';
import {closeSync, openSync} from 'node:fs';
import {createServer, type Server, type Socket} from 'node:net';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {probePorts, type Reply} from '../../src/hardening/rehearsal/probes/ask.js';
import {protocols} from '../../src/hardening/rehearsal/probes/protocols.js';

/** The namespace that is entered is our own, which takes root all the same. */
describe.skipIf(process.getuid?.() !== 0)('the probe of a port', () => {
	const open: Server[] = [];
	let network = -1;
	beforeAll(() => {
		network = openSync('/proc/self/ns/net', 'r');
	});
	afterAll(() => closeSync(network));
	afterEach(() => {
		for (const server of open.splice(0)) server.close();
	});

	async function serve(behave: (socket: Socket) => void): Promise<string> {
		const server = createServer(socket => {
			socket.on('error', () => undefined);
			behave(socket);
		});
		open.push(server);
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		const address = server.address();
		return `tcp/${typeof address === 'object' && address !== null ? address.port : 0}`;
	}
	async function asked(port: string, protocol: string | null = null): Promise<Reply | undefined> {
		return (await probePorts(network, new Map([[port, protocol]]), 300))?.get(port);
	}

	it('does not count its own echo as a reply', async () => {
		expect(await asked(await serve(socket => socket.pipe(socket)))).toMatchObject({is: 'silent', protocol: null, text: ''});
	});

	it('does not count a reply in another protocol', async () => {
		const rude = await serve(socket => socket.on('data', () => socket.write('ERROR what?\r\n')));
		expect(await asked(rude)).toMatchObject({is: 'silent', protocol: null});
		expect(await asked(rude, 'Redis')).toMatchObject({is: 'silent', protocol: null});
	});

	it('does not count a greeting as an answer, and shows no escape sequence of it', async () => {
		const greeting = await serve(socket => socket.write('\x1b]0;owned\x07 welcome\r\n'));
		expect(await asked(greeting)).toMatchObject({is: 'spoke', protocol: null, text: '.]0;'});
	});

	it('requires the whole dialogue: a server that only greets like FTP does not speak it', async () => {
		const half = await serve(socket => {
			socket.write('220 ready\r\n');
			socket.on('data', () => socket.write('hm\r\n'));
		});
		expect(await asked(half)).toMatchObject({is: 'spoke', protocol: null});
	});

	it('distinguishes a silent server, one that hangs up and one that is absent', async () => {
		expect(await asked(await serve(() => undefined))).toMatchObject({is: 'silent'});
		expect(await asked(await serve(socket => socket.end()))).toMatchObject({is: 'closed'});
		const gone = await serve(() => undefined);
		await new Promise(resolve => open.pop()?.close(resolve));
		expect(await asked(gone)).toMatchObject({is: 'refused'});
	});

	it('hears the echo of no datagram', async () => {
		const echo = createSocket('udp4');
		echo.on('message', (message, from) => echo.send(message, from.port, from.address));
		await new Promise<void>(resolve => echo.bind(0, '127.0.0.1', resolve));
		try {
			expect(await asked(`udp/${echo.address().port}`)).toMatchObject({is: 'silent', protocol: null});
		} finally {
			echo.close();
		}
	});
});

describe('the table of protocols', () => {
	it('names each once for its transport, since a twin is asked by that name', () => {
		const names = protocols.map(({over, name}) => `${over} ${name}`);
		expect(new Set(names).size).toBe(names.length);
	});
	it('knows no opening that is its own reply', () => {
		for (const {name, turns} of protocols) for (const {send, expects} of turns) expect(expects.test(send), name).toBe(false);
	});
});
