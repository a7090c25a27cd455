/**
 * Runs inside the twin's network namespace, as a program of this host: no process enters the container. Its input is
 * `{protocols, ports: [[port, protocol or null]], wait}`, its output one JSON object of `port → reply`. Plain JavaScript: node gets
 * it as text.
 *
 * A port is probed with the given protocol; without one its greeting decides, then every opening is tried until one gets a
 * reply specific to its protocol. Services behind TLS are probed the same way inside it.
 *
 * `answered`: it replied to a whole dialogue, and `found` is the outcome. `greeted`: it sent a greeting, but no dialogue is known.
 * `silent`: no reply that is understood. `closed`, `refused`: it closed the connection, nothing listens.
 */
export const probeScript = String.raw`
const net = require('node:net'), tls = require('node:tls'), dgram = require('node:dgram');
const {protocols, ports, wait} = JSON.parse(process.argv[1]);
for (const one of protocols) {
	one.greeting = one.greeting && new RegExp(one.greeting.source, one.greeting.flags);
	for (const turn of one.turns) turn.expects = new RegExp(turn.expects.source, turn.expects.flags);
}
const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
const printable = text => text.slice(0, 4).replace(/[^ -~]/g, '.');
const replied = (name, found) => ({is: 'answered', protocol: name, found});

/** A connection that remembers what it heard since it spoke last. */
function connect(port, secure, host = '127.0.0.1') {
	return new Promise(resolve => {
		const line = {text: '', ended: false, refused: false, port, secure};
		let changed = () => {};
		const socket = secure
			? tls.connect({port, host, rejectUnauthorized: false, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0', servername: 'localhost'})
			: net.connect(port, host);
		const opened = setTimeout(() => finish(), secure ? wait : 1000);
		const finish = () => { clearTimeout(opened); resolve(line); };
		socket.on(secure ? 'secureConnect' : 'connect', () => { line.open = true; finish(); });
		socket.on('data', data => { line.text += data.toString('latin1'); changed(); });
		socket.on('end', () => { line.ended = true; changed(); });
		socket.on('close', () => { line.ended = true; changed(); finish(); });
		socket.on('error', error => { line.ended = true; line.refused = error.code === 'ECONNREFUSED'; changed(); finish(); });
		line.send = text => { line.text = ''; if (!line.ended) socket.write(Buffer.from(text, 'latin1')); };
		line.close = () => socket.destroy();
		line.expects = (pattern, ms) => new Promise(done => {
			const over = setTimeout(() => { changed = () => {}; done(pattern.exec(line.text)); }, ms);
			changed = () => {
				const match = pattern.exec(line.text);
				if (match === null && !line.ended) return;
				clearTimeout(over); changed = () => {}; done(match);
			};
			changed();
		});
	}).then(line => line.refused && host === '127.0.0.1' ? connect(port, secure, '::1') : line);
}

/** The dialogue, once the greeting is over. */
async function converse(first, {name, greeting, turns}) {
	let found, line = first;
	try {
		for (const {send, expects, onNewConnection} of turns) {
			if (onNewConnection) {
				line.close();
				line = await connect(first.port, first.secure);
				if (greeting && (await line.expects(greeting, wait)) === null) return null;
			}
			line.send(send.replaceAll('%1', () => found ?? ''));
			const match = await line.expects(expects, wait);
			if (match === null) return null;
			found = match[1] ?? found;
		}
	} finally { line.close(); }
	return replied(name, found);
}
async function withLine(port, secure, act) {
	const line = await connect(port, secure);
	try { return await act(line); } finally { line.close(); }
}
const greetedBy = (line, one) => line.expects(one.greeting, wait);
const askIn = (port, secure, one) => withLine(port, secure, async line => {
	if (!line.open) return null;
	if (one.greeting && (await greetedBy(line, one)) === null) return null;
	return converse(line, one);
});
const named = (name, reply) => reply && {...reply, protocol: name + '/' + reply.protocol};

async function everyone(port, secure, list, atOnce) {
	const queue = [...list];
	let answer = null;
	await Promise.all(Array.from({length: atOnce}, async () => {
		for (let one = queue.shift(); one && answer === null; one = queue.shift()) answer = (await askIn(port, secure, one)) ?? answer;
	}));
	return answer;
}

async function discover(port, secure) {
	const tcp = protocols.filter(one => one.over === 'tcp').sort((a, b) => b.ports.includes(port) - a.ports.includes(port));
	const first = await withLine(port, secure, async line => {
		if (!line.open) return {is: line.refused ? 'refused' : 'closed', text: ''};
		await line.expects(/[^]/, 400);
		if (line.text !== '') await line.expects(/\n$/, 200);
		return {is: line.ended && line.text === '' ? 'closed' : 'silent', text: line.text};
	});
	if (first.is === 'refused') return first;
	if (first.text !== '') {
		for (const one of tcp.filter(one => one.greeting && one.greeting.test(first.text))) {
			const reply = await askIn(port, secure, one);
			if (reply) return reply;
		}
		return {is: 'greeted', found: printable(first.text)};
	}
	const [usual, others] = [tcp.filter(one => one.ports.includes(port)), tcp.filter(one => !one.ports.includes(port) && !one.greeting)];
	const early = await everyone(port, secure, [...usual, ...others.filter(one => one.name === 'HTTP')], 1);
	// An error of the server is also what those say who take HTTP for a mistake: it stands where nothing else is spoken.
	const isDoubtful = early !== null && early.protocol === 'HTTP' && early.found.startsWith('5');
	if (early && !isDoubtful) return early;
	if (secure) return early ?? first;
	if (await handshake(port)) {
		const within = await discover(port, true);
		return within.is === 'answered' ? named('TLS', within) : {is: 'answered', protocol: 'TLS'};
	}
	return (await everyone(port, secure, others.filter(one => one.name !== 'HTTP'), 4)) ?? early ?? {is: first.is, text: ''};
}
const handshake = port => withLine(port, true, async line => line.open === true);

async function askTcp(port, name) {
	if (name === null) return discover(port, false);
	const secure = name.startsWith('TLS');
	const inner = name.replace(/^TLS\/?/, '');
	if (secure && inner === '') return (await handshake(port)) ? {is: 'answered', protocol: 'TLS'} : {is: 'silent', text: ''};
	const one = protocols.find(({over, name}) => over === 'tcp' && name === inner);
	const reply = await askIn(port, secure, one);
	return (secure ? named('TLS', reply) : reply) ?? {is: 'silent', text: ''};
}

/**
 * Where the usual language gets no reply, all are tried at once: there is no connection to be lost by that. As any client does, it
 * asks twice.
 */
async function askUdp(port, name) {
	const able = protocols.filter(one => one.over === 'udp' && (name === null || one.name === name));
	const [usual, others] = [able.filter(one => one.ports.includes(port)), able.filter(one => !one.ports.includes(port))];
	const hear = (one, host) => new Promise(done => {
		const socket = dgram.createSocket(host === '::1' ? 'udp6' : 'udp4');
		const end = reply => { clearTimeout(over); clearTimeout(again); socket.close(); done(reply); };
		const send = () => socket.send(Buffer.from(one.turns[0].send, 'latin1'), port, host);
		const again = setTimeout(send, wait / 2);
		const over = setTimeout(() => end(null), wait);
		socket.on('message', data => { const match = one.turns[0].expects.exec(data.toString('latin1')); if (match) end(replied(one.name, match[1])); });
		socket.on('error', () => end(null));
		send();
	});
	for (const list of [usual, others]) {
		const answers = await Promise.all(list.flatMap(one => [hear(one, '127.0.0.1'), hear(one, '::1')]));
		const answer = answers.find(answer => answer !== null);
		if (answer) return answer;
	}
	return {is: 'silent', text: ''};
}

(async () => {
	const result = {};
	await Promise.all(ports.map(async ([port, name]) => {
		const [transport, number] = port.split('/');
		result[port] = transport === 'udp' ? await askUdp(Number(number), name) : await askTcp(Number(number), name);
	}));
	console.log(JSON.stringify(result));
	process.exit(0);
})();
`;
