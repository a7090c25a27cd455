/**
 * Runs inside the twin's network namespace, as a program of this host: no process enters the container. Asks each TCP port on
 * loopback in several languages and prints one JSON object of `port → reply`. Plain JavaScript: node gets it as text.
 *
 * `spoke`: the service greeted before it was asked (SSH, SMTP, FTP, MySQL). `answered`: it answered a question (HTTP, Redis,
 * Memcached, DNS, PostgreSQL's SSLRequest, TLS). `silent`: it accepted and said nothing. `refused`: nobody listens.
 */
export const probeScript = `
const net = require('node:net');
const ask = (port, question, wait) => new Promise(done => {
	const socket = net.connect(port, '127.0.0.1');
	let data = Buffer.alloc(0), asked = false;
	const end = what => { clearTimeout(patience); clearTimeout(greeting); socket.destroy(); done({what, data, asked}); };
	const greeting = setTimeout(() => { asked = true; socket.write(question); }, wait);
	const patience = setTimeout(() => end(data.length ? 'data' : 'silent'), wait + 1200);
	socket.on('data', chunk => { data = Buffer.concat([data, chunk]); if (data.length >= 4) end('data'); });
	socket.on('end', () => end(data.length ? 'data' : 'closed'));
	socket.on('error', error => end(error.code === 'ECONNREFUSED' ? 'refused' : 'closed'));
});
const http = Buffer.from('GET / HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n');
const postgres = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const dns = Buffer.from([0, 17, 18, 52, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1]);
const questions = port => port === 53 ? [dns, http] : port === 5432 ? [postgres] : [http, postgres, Buffer.from('PING\\r\\n')];
const kind = buffer => {
	const text = buffer.subarray(0, 24).toString('latin1').replace(/[^ -~]/g, '.');
	const status = /^HTTP\\/1\\.[01] (\\d)/.exec(text);
	return status ? 'HTTP ' + status[1] + 'xx' : text.slice(0, 4);
};
(async () => {
	const result = {};
	await Promise.all(process.argv.slice(1).map(Number).map(async port => {
		let reply = {is: 'silent', text: ''};
		for (const question of questions(port)) {
			const {what, data, asked} = await ask(port, question, 400);
			if (what === 'data') { reply = {is: asked ? 'answered' : 'spoke', text: kind(data)}; break; }
			reply = {is: what, text: ''};
			if (what === 'refused') break;
		}
		result[port] = reply;
	}));
	console.log(JSON.stringify(result));
})();
`;
