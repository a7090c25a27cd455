import {execFile} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {HostConfig} from '../../src/base/answers/index.js';
import {apparmorProfile} from '../../src/fix/render/apparmor.js';
import {seccompProfile} from '../../src/fix/render/seccomp.js';
import {inspectOf} from '../fix/subject.js';
import {findProgram} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';

const missing = await whyNoEngine();

describe.skipIf(missing !== null)('the seccomp profile of an engine that enforces it', () => {
	let engine: PrivateEngine;
	let folder: string;
	let count = 0;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-profiles-'));
		engine = await startPrivateEngine();
		await busyboxImage(engine, {name: 'plain:1'});
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	/** Runs a shell line under the profile for these settings and gives what it printed; also without the profile. */
	async function under(host: HostConfig, line: string, profiled = true): Promise<string> {
		const path = join(folder, `${count++}.json`);
		await writeFile(path, seccompProfile(inspectOf({HostConfig: host})).text);
		const flags = [
			...(host.CapDrop ?? []).flatMap(name => ['--cap-drop', name]),
			...(host.CapAdd ?? []).flatMap(name => ['--cap-add', name]),
			...['--security-opt', 'no-new-privileges'],
			...(profiled ? ['--security-opt', `seccomp=${path}`] : ['--security-opt', 'seccomp=unconfined']),
		];
		return engine.docker('run', '--rm', ...flags, 'plain:1', 'sh', '-c', `${line} 2>&1`);
	}

	const nothing: HostConfig = {CapDrop: ['ALL']};
	const work = [
		'set -e; mkdir /tmp/a && echo x > /tmp/a/f && ln -s f /tmp/a/l && cat /tmp/a/l && rm -r /tmp/a',
		'(httpd -f -p 80 -h /www &) ; sleep 1; echo hello > /www/index.html; wget -T 20 -qO- http://127.0.0.1/',
		'sleep 1 & wait; id -u; date +%Y > /dev/null && nproc > /dev/null && mkfifo /tmp/p && echo end',
	].join('; ');

	it('lets a shell, a web server and its client work without any capability', async () => {
		expect(await under(nothing, work)).toBe('x\nhello\n0\nend');
	});

	it('lets the default capabilities do what they are for', async () => {
		expect(await under({}, 'chown 7:7 /tmp && chroot / /bin/busybox true && ping -c1 127.0.0.1 > /dev/null && echo done')).toBe(
			'done',
		);
	});

	it.each([
		['a user namespace', 'unshare -U true', nothing],
		['a network of its own within one', 'unshare -Un true', nothing],
	])('refuses %s, which nothing else would', async (_, line, host) => {
		await expect(under(host, `${line} && echo done`, false)).resolves.toMatch(/done$/);
		await expect(under(host, `${line} && echo done`)).rejects.toThrow(/not permitted/i);
	});

	it('lets a capability that is kept have its calls', async () => {
		const line = 'mount -t tmpfs none /tmp && umount /tmp && unshare -m true && echo done';
		expect(await under({CapAdd: ['SYS_ADMIN']}, line)).toBe('done');
	});
});

const parser = await findProgram('apparmor_parser');

describe.skipIf(parser === null)('the AppArmor profile', () => {
	/** What the parser of AppArmor says to it; it loads nothing. */
	async function parsed(host: HostConfig, volumes: Record<string, unknown>, written: readonly string[] | null): Promise<string> {
		const folder = await mkdtemp(join(tmpdir(), 'dockscope-apparmor-'));
		try {
			const {text, fileName} = apparmorProfile(inspectOf({Name: '/web', HostConfig: host, Config: {Volumes: volumes}}), written);
			const path = join(folder, fileName);
			await writeFile(path, text);
			const args = ['--skip-kernel-load', '--skip-cache', '--names', path];
			return (await promisify(execFile)(parser ?? '', args)).stdout.trim();
		} finally {
			await rm(folder, {recursive: true, force: true});
		}
	}

	const hostile = {'/a b"c\\d*e?f[g]{h}^@i': 'exec', '/run': 'rw,noexec'};
	it.each<[string, HostConfig]>([
		[
			'a read-only root',
			{ReadonlyRootfs: true, CapDrop: ['ALL'], CapAdd: ['CHOWN'], Tmpfs: hostile, Binds: ['/x:/y:ro', 'v:/data']},
		],
		['a writable root', {}],
		['everything', {Privileged: true}],
		['a kept NET_RAW and SYS_ADMIN', {CapAdd: ['SYS_ADMIN', 'NET_RAW'], Mounts: [{Type: 'tmpfs', Target: '/é ☃'}]}],
	])('of %s is read by its parser', async (_, host) => {
		expect(await parsed(host, {'/volume': {}}, ['/run/x', '/usr/lib/y'])).toBe('dockscope-web');
	});
});
