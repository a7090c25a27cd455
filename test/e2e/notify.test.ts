import {once} from 'node:events';
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, expect, it} from 'vitest';
import {dockscope} from '../support/run-cli.js';

let folder: string;
let server: Server;
let address: string;
let received: {path: string; body: string}[];
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'dockscope-notify-'));
	server = createServer((request, response) => {
		let body = '';
		request.on('data', piece => {
			body += piece;
		});
		request.on('end', () => {
			received.push({path: request.url ?? '', body});
			if (request.url === '/moved') response.writeHead(302, {location: '/there'}).end();
			else response.writeHead(request.url === '/refuses' ? 403 : 200).end('ok');
		});
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	writeFileSync(join(folder, 'program'), `#!/bin/sh\ncat > ${folder}/got; printf %s "$*" > ${folder}/args\n`);
	chmodSync(join(folder, 'program'), 0o755);
});
beforeEach(() => {
	received = [];
});
afterAll(() => {
	server.close();
	rmSync(folder, {recursive: true});
});

const notify = (text: string, env: Record<string, string> = {}) => {
	writeFileSync(join(folder, 'policy.yaml'), text);
	return dockscope(['notify', '--test', '--policy', join(folder, 'policy.yaml')], {env});
};

it('sends a test message by every way, and shows no secret', async () => {
	const {status, stdout, stderr} = await notify(
		`notify:\n  - program: [${folder}/program, --title, "$(id)"]\n  - webhook: $HOOK\n    threshold: critical\n  - ntfy: ${address}/my-topic\n`,
		{HOOK: `${address}/secret-path`},
	);
	expect([status, stderr]).toEqual([0, '']);
	expect(stdout).toBe(`program ${folder}/program: sent\nwebhook $HOOK: sent\nntfy ${new URL(address).host}: sent\n`);
	expect(readFileSync(join(folder, 'args'), 'utf8')).toBe('--title $(id)');
	const message = {schema: 'dockscope.notice/1', severity: 'info', alerts: [{rule: 'test', count: 1}], more: 0};
	expect(JSON.parse(readFileSync(join(folder, 'got'), 'utf8'))).toMatchObject(message);
	expect(JSON.parse(received[0]?.body ?? '')).toMatchObject(message);
	expect(received[0]?.path).toBe('/secret-path');
	expect(received[1]?.path).toBe('/');
	expect(JSON.parse(received[1]?.body ?? '')).toMatchObject({topic: 'my-topic', priority: 1});
});

it('says what failed, and tries the others', async () => {
	const {status, stdout} = await notify(
		`notify:\n  - webhook: ${address}/refuses\n  - program: /no/such/program\n  - program: [/bin/false]\n  - webhook: $UNSET\n  - webhook: ${address}/fine\n`,
	);
	expect(status).toBe(4);
	expect(stdout).toMatch(/^webhook [\d.:]+: failed: it answered with status 403$/m);
	expect(stdout).toMatch(/^program \/no\/such\/program: failed: there is no \/no\/such\/program on this host$/m);
	expect(stdout).toMatch(/^program \/bin\/false: failed: it ended with status 1$/m);
	expect(stdout).toMatch(/^webhook \$UNSET: failed: the variable \$UNSET is not set$/m);
	expect(stdout).toMatch(/^webhook [\d.:]+: sent$/m);
});

it.skipIf(existsSync('/usr/sbin/sendmail'))('says where no mail can be sent', async () => {
	const {status, stdout} = await notify('notify: [{mail: ops@example.com}]');
	expect([status, stdout]).toEqual([4, expect.stringMatching(/^mail to ops@example\.com: failed: /)]);
});

it.each([
	['notify: [{}]', ':1:10: each entry of "notify" needs one of program, webhook, ntfy, mail'],
	['notify: [{mail: a@b.c, ntfy: https://x/y}]', ':1:10: each entry of "notify" needs one of'],
	['notify: [{program: notify-send}]', ':1:20: "program" must be an absolute path: "notify-send" is not'],
	['notify: [{webhook: ftp://x}]', ':1:20: "webhook" must be an http:// or https:// address, or $NAME'],
	['notify: [{webhook: "https://a:b@x.y/z"}]', ':1:20: "webhook" must not have a user name or password in the address'],
	['notify: [{ntfy: "https://ntfy.sh/"}]', ':1:17: "ntfy" must end with a topic'],
	['notify: [{mail: "a@b.c\\r\\nBcc: x@y.z"}]', ':1:17: '],
	['notify: [{mail: a@b.c, quietHours: 22-7}]', ':1:36: "quietHours" must be like "22:00-07:00"'],
	['notify: [{mail: a@b.c, perHour: 0}]', ':1:33: "perHour" must be a number from 1 to 1000'],
	['notify: [{mail: a@b.c, threshold: hihg}]', ':1:35: "threshold" must be one of'],
])('says where %j is wrong', async (text, message) => {
	const {status, stderr} = await notify(text);
	expect(status).toBe(2);
	expect(stderr).toContain(`policy.yaml${message}`);
});

it('does not take a redirected message for a sent one', async () => {
	const {status, stdout} = await notify(`notify: [{webhook: "${address}/moved"}]`);
	expect(status).toBe(4);
	expect(stdout).toBe(`webhook ${new URL(address).host}: failed: it answered with status 302: redirects are not followed\n`);
	expect(received.map(({path}) => path)).toEqual(['/moved']);
});

it('does not show the address that a variable holds', async () => {
	const {status, stdout} = await notify('notify: [{webhook: $HOOK}]', {HOOK: 'http://a:hidden@127.0.0.1:1/hidden'});
	expect(status).toBe(4);
	expect(stdout).toBe('webhook $HOOK: failed: the variable $HOOK must not have a user name or password in the address\n');
});

it('without a target or --test says so', async () => {
	expect(await notify('disabled: []')).toMatchObject({status: 2, stderr: expect.stringContaining('has no "notify"')});
	expect(await dockscope(['notify'])).toMatchObject({status: 2, stderr: expect.stringContaining('needs --test')});
});

it('applies the exceptions of a policy in the working directory, and says where they are', async () => {
	const place = join(folder, 'excepting');
	mkdirSync(place, {recursive: true});
	writeFileSync(join(place, 'dockscope.yaml'), 'exceptions: [{detection: runtime-shell, reason: ours}]\n');
	const {status, stderr} = await dockscope(['record', '--host', 'unix:///nonexistent.sock'], {cwd: place});
	expect(status).toBe(3);
	expect(stderr).toMatch(/^1 exception for alerts in \S+excepting\/dockscope\.yaml$/m);
});

it('does not run the programs of a policy that only lies in the working directory', async () => {
	const place = join(folder, 'checkout');
	const own = join(folder, 'configuration/dockscope');
	for (const path of [place, own]) mkdirSync(path, {recursive: true});
	const text = `notify: [{program: ${folder}/program}]\n`;
	writeFileSync(join(place, 'dockscope.yaml'), text);
	const found = {cwd: place, env: {XDG_CONFIG_HOME: join(folder, 'configuration')}};
	rmSync(join(folder, 'got'), {force: true});
	for (const args of [['notify', '--test'], ['record']]) {
		const {status, stderr} = await dockscope(args, found);
		expect(status).toBe(2);
		expect(stderr).toContain(`checkout/dockscope.yaml has "notify", and was only found in the working directory: name it with`);
	}
	expect(existsSync(join(folder, 'got'))).toBe(false);
	expect(await dockscope(['notify', '--test', '--policy', 'dockscope.yaml'], found)).toMatchObject({status: 0});
	rmSync(join(place, 'dockscope.yaml'));
	writeFileSync(join(own, 'dockscope.yaml'), text);
	expect(await dockscope(['notify', '--test'], found)).toMatchObject({status: 0});
});
