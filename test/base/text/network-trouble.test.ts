import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createServer as createHttp} from 'node:http';
import {createServer as createHttps} from 'node:https';
import {type AddressInfo, createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, it} from 'vitest';
import {networkTrouble} from '../../../src/base/text/network-trouble.js';
import {searchPath} from '../../support/engine-binaries.js';
import {runProgram} from '../../support/private-engine.js';

describe('why a request got no answer', () => {
	const servers: Server[] = [];
	afterEach(() => {
		for (const server of servers.splice(0)) server.close();
	});
	async function port(server: Server): Promise<number> {
		servers.push(server);
		await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
		return (server.address() as AddressInfo).port;
	}
	const trouble = (url: string) => fetch(url).then(() => 'answered', networkTrouble);

	it('nothing listens', async () => {
		const server = createServer();
		const free = await port(server);
		await new Promise(done => server.close(done));
		expect(await trouble(`http://127.0.0.1:${free}/`)).toBe('nothing listens there');
		expect(await trouble(`http://localhost:${free}/`)).toBe('nothing listens there');
	});

	it('there is no such host', async () => {
		expect(await trouble('http://no-such-host.invalid/')).toMatch(/^there is no such host$|^the host name cannot be resolved/);
	});

	it('the connection is closed', async () => {
		const at = await port(createServer(socket => socket.destroy()));
		expect(await trouble(`http://127.0.0.1:${at}/`)).toBe('the connection was closed before an answer came');
	});

	it('it does not speak TLS', async () => {
		const at = await port(createHttp((_, response) => response.end()));
		expect(await trouble(`https://127.0.0.1:${at}/`)).toBe('it does not speak TLS there');
	});

	it('its certificate is not trusted', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'dockscope-certificate-'));
		const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
		const words = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=127.0.0.1'.split(' ');
		await runProgram('openssl', ['req', ...words, '-keyout', key, '-out', cert], {PATH: searchPath(), HOME: folder});
		const pair = {key: readFileSync(key), cert: readFileSync(cert)};
		rmSync(folder, {recursive: true});
		const at = await port(createHttps(pair, (_, response) => response.end()));
		expect(await trouble(`https://127.0.0.1:${at}/`)).toMatch(
			/^its certificate is not signed by an authority that is trusted here/,
		);
	});
});
