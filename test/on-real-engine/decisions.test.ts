import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';
import {dockscope} from '../support/run-cli.js';

const run = promisify(execFile);

/** A service with a danger, its work, and the danger tried from inside. */
type Service = {
	readonly name: string;
	readonly flags: readonly string[];
	readonly program: string;
	/** Fails where it does not do its work. */
	readonly works: string;
	/** Succeeds as long as the danger is there, and leaves nothing behind. */
	readonly danger: string;
	readonly chosen: RegExp;
};

const services: readonly Service[] = [
	{
		// What it backs up can be read then, which is a danger of its own and its work.
		name: 'backup',
		flags: ['-v', '/etc:/data', '-v', 'archive:/archive'],
		program:
			'while :; do tar cf /archive/new.tar -C /data hostname passwd && mv /archive/new.tar /archive/etc.tar; sleep 1; done',
		works: 'rm -f /archive/etc.tar; sleep 3; tar tf /archive/etc.tar | grep -q passwd',
		danger: 'echo > /data/dockscope-probe && rm /data/dockscope-probe',
		chosen: /\/etc:\/data:ro/,
	},
	{
		name: 'monitor',
		flags: ['--privileged', '-v', '/sys:/host/sys:ro', '-v', 'metrics:/metrics'],
		program: 'while :; do cat /proc/loadavg > /metrics/load; ls /host/sys/class/net > /metrics/links; sleep 1; done',
		works: 'rm -f /metrics/l*; sleep 3; grep -q "[0-9]" /metrics/load && grep -q lo /metrics/links',
		danger: 'mkdir -p /tmp/m && mount -t tmpfs none /tmp/m && umount /tmp/m',
		chosen: /^(?![\s\S]*--privileged)[\s\S]*\/sys:\/host\/sys:ro/,
	},
];

describe.skipIf(await whyNoEngine())('harden --cut all', () => {
	let engine: PrivateEngine;
	beforeAll(async () => {
		engine = await startPrivateEngine();
		await busyboxImage(engine);
	});
	afterAll(() => engine?.stop());

	const inside = (name: string, script: string): Promise<boolean> =>
		engine.docker('exec', name, 'sh', '-c', script).then(
			() => true,
			() => false,
		);

	it.each(services)('$name: the danger is refused by the kernel, the work goes on', async service => {
		const {name, flags, program, works, danger, chosen} = service;
		await engine.docker('rm', '-f', name).catch(() => undefined);
		await engine.docker('run', '-d', '--name', name, '--stop-signal', 'KILL', ...flags, 'busybox:1', 'sh', '-c', program);
		expect([await inside(name, works), await inside(name, danger)]).toEqual([true, true]);

		const {stdout, stderr, status} = await dockscope(['harden', name, '--cut', 'all', '--host', engine.host]);
		expect([status, stdout]).toEqual([0, expect.stringMatching(chosen)]);
		const [, before = '', after = ''] = /now F (\d+) · \d+ paths? → [A-F] (\d+) · /.exec(stderr) ?? [];
		expect(Number(after)).toBeLessThan(Number(before));

		await engine.docker('rm', '-f', name);
		await run('sh', ['-c', stdout], {env: {PATH: process.env['PATH'], DOCKER_HOST: engine.host}});
		expect([await inside(name, works), await inside(name, danger)]).toEqual([true, false]);
	});
});
