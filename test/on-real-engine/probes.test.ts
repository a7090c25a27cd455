import {createSocket} from 'node:dgram';
import {closeSync, openSync} from 'node:fs';
import {createServer, type Server, type Socket} from 'node:net';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {probePorts} from '../../src/fix/rehearsal/probes/ask.js';
import {protocols} from '../../src/fix/rehearsal/probes/protocols.js';
import type {Reply} from '../../src/fix/rehearsal/probes/reply.js';

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
		expect(await asked(await serve(socket => socket.pipe(socket)))).toMatchObject({kind: 'silent', protocol: null, text: ''});
	});

	it('does not count a reply in another protocol', async () => {
		const rude = await serve(socket => socket.on('data', () => socket.write('ERROR what?\r\n')));
		expect(await asked(rude)).toMatchObject({kind: 'silent', protocol: null});
		expect(await asked(rude, 'Redis')).toMatchObject({kind: 'silent', protocol: null});
	});

	it('does not count a greeting as an answer, and shows no escape sequence of it', async () => {
		const greeting = await serve(socket => socket.write('\x1b]0;owned\x07 welcome\r\n'));
		expect(await asked(greeting)).toMatchObject({kind: 'greeted', protocol: null, text: 'greeting .]0;'});
	});

	it.each([
		['NNTP', '200 news ready\r\n', '500 what?\r\n', 'greeting 200 '],
		['Munin', '# munin node at web\n', '# Unknown command\n', 'greeting # mu'],
		['MPD', 'OK MPD 0.23.5\n', 'ACK [5@0] {} unknown command\n', 'greeting OK M'],
		['the manager of Asterisk', 'Asterisk Call Manager/9.0\r\n', 'Response: Error\r\n\r\n', 'greeting Aste'],
	])('says of a protocol that is not in the table only how it greets: %s', async (_, greeting, otherwise, text) => {
		const port = await serve(socket => {
			socket.write(greeting);
			socket.on('data', () => socket.write(otherwise));
		});
		expect(await asked(port)).toEqual({kind: 'greeted', protocol: null, text});
	});

	it.each([
		['beanstalkd', 'UNKNOWN_COMMAND\r\n'],
		['Gearman', 'ERR UNKNOWN_COMMAND Unknown+server+command\n'],
		['ClamAV', 'UNKNOWN COMMAND\n'],
		['SpamAssassin', 'SPAMD/1.0 76 Bad header line: (EOF during headers)\r\n'],
		['RTSP', 'RTSP/1.0 400 Bad Request\r\n\r\n'],
		['SIP', 'SIP/2.0 400 Bad Request\r\n\r\n'],
		['IRC', ':irc.test 451 * :Connection not registered\r\n'],
		['XMPP', "<?xml version='1.0'?><stream:stream id=''><stream:error/></stream:stream>"],
	])('hears nothing in what a protocol that is not in the table replies: %s', async (_, reply) => {
		const port = await serve(socket => socket.on('data', () => socket.write(reply)));
		expect(await asked(port)).toEqual({kind: 'silent', protocol: null, text: ''});
	});

	it('requires the whole dialogue: a server that only greets like FTP does not speak it', async () => {
		const half = await serve(socket => {
			socket.write('220 ready\r\n');
			socket.on('data', () => socket.write('hm\r\n'));
		});
		expect(await asked(half)).toMatchObject({kind: 'greeted', protocol: null});
	});

	it.each([
		['LMTP, as Dovecot greets', {LHLO: '250 ready', QUIT: '221 bye'}, '500 5.5.1 Unknown command', 'LMTP'],
		['a mail server of neither kind', {QUIT: '221 bye'}, '502 5.5.2 Error: command not recognized', null],
		['an old FTP server', {QUIT: '221 bye'}, '500 command not understood', 'FTP'],
	] as const)('knows %s by its replies', async (_, replies: Readonly<Record<string, string>>, otherwise, protocol) => {
		const port = await serve(socket => {
			socket.write('220 host ready.\r\n');
			socket.on('data', data => socket.write(`${replies[String(data).trim().split(' ')[0] ?? ''] ?? otherwise}\r\n`));
		});
		expect(await asked(port)).toMatchObject({protocol});
	});

	it('distinguishes a silent server, one that hangs up and one that is absent', async () => {
		expect(await asked(await serve(() => undefined))).toMatchObject({kind: 'silent'});
		expect(await asked(await serve(socket => socket.end()))).toMatchObject({kind: 'closed'});
		const gone = await serve(() => undefined);
		await new Promise(resolve => open.pop()?.close(resolve));
		expect(await asked(gone)).toMatchObject({kind: 'refused'});
	});

	it.each([
		['HTTP/1.1 200 OK', 'served', 'GET / → 200'],
		['HTTP/1.1 502 Bad Gateway', 'server-error', 'GET / → 502'],
		['HTTP/1.0 404 Not Found', 'client-error', 'GET / → 404'],
		['HTTP/1.1 401 Unauthorized', 'login', 'GET / → 401'],
		['HTTP/1.1 403 Forbidden', 'login', 'GET / → 403'],
	])('says what %s is', async (line, kind, text) => {
		const port = await serve(socket => socket.on('data', () => socket.end(`${line}\r\ncontent-length: 0\r\n\r\n`)));
		expect(await asked(port, 'HTTP')).toEqual({kind, protocol: 'HTTP', text});
	});

	it.each([
		['+PONG\r\n', 'served', 'Redis PING → PONG'],
		['-NOAUTH Authentication required.\r\n', 'login', 'Redis PING → NOAUTH'],
		['-MISCONF Errors writing\r\n', 'server-error', 'Redis PING → MISCONF'],
	])('says what %j of Redis is', async (line, kind, text) => {
		const port = await serve(socket => socket.on('data', () => socket.write(line)));
		expect(await asked(port, 'Redis')).toEqual({kind, protocol: 'Redis', text});
	});

	it('hears the echo of no datagram', async () => {
		const echo = createSocket('udp4');
		echo.on('message', (message, from) => echo.send(message, from.port, from.address));
		await new Promise<void>(resolve => echo.bind(0, '127.0.0.1', resolve));
		try {
			expect(await asked(`udp/${echo.address().port}`)).toMatchObject({kind: 'silent', protocol: null});
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
