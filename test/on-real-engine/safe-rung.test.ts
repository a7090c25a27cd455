import {execFile} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {viewCase} from '../../src/fix/hardening-case.js';
import {enabledBy} from '../../src/fix/plan/index.js';
import {engineBinaries} from '../support/engine-binaries.js';
import {type BusyboxImageOptions, busyboxImage} from '../support/images.js';
import {withOpenCase} from '../support/open-case.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';

const run = promisify(execFile);

/*
 * Containers whose work needs privileges only when a client comes: nothing of it was seen when the safe command was made. The job says what it
 * could do; it must say the same afterwards, and at its second start.
 */

const asRoot = [
	'install -d -m 700 -o nobody /tmp/mailbox && echo "delivers"',
	'su -s /bin/sh nobody -c "id -u; touch /tmp/mailbox/new" && stat -c "%U" /tmp/mailbox/new',
	'echo root > /tmp/mailbox/by-root && chmod 600 /tmp/mailbox/by-root && echo "writes for others"',
	'su -s /bin/sh nobody -c "exec sleep 50" > /dev/null 2>&1 & sleep 1; kill $! && echo "signals others"',
	'mkdir -p /jail/bin && cp /bin/busybox /jail/bin/sh && chroot /jail /bin/sh -c "echo confined"',
	'mkfifo /tmp/fifo && echo "makes pipes"; rm -rf /tmp/mailbox /tmp/fifo /jail',
];
/** Busybox keeps the privileges of its file for few programs. */
const asUser = ['id -u', '/usr/bin/traceroute -n -m 1 127.0.0.1 2>&1 | grep -o "1  127.0.0.1"'];

type Case = {
	readonly job: readonly string[];
	readonly options: readonly string[];
	/** What it says where it has the privileges. */
	readonly says: readonly string[];
	readonly programs?: BusyboxImageOptions['programs'];
	/** What the safe command keeps; `null` where only the work is looked at. */
	readonly keeps: readonly string[];
	readonly noNewPrivileges: boolean;
};
const raising = {'usr/bin/traceroute': {mode: 0o4755}};
const forAnyRoot = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID'];
const cases: Readonly<Record<string, Case>> = {
	root: {
		job: asRoot,
		says: ['delivers', '65534', 'nobody', 'writes for others', 'signals others', 'confined', 'makes pipes'],
		options: [],
		keeps: [...forAnyRoot, 'NET_RAW', 'SYS_CHROOT'],
		noNewPrivileges: true,
	},
	'an ordinary user': {
		job: ['id -u', 'echo works'],
		says: ['1000', 'works'],
		options: ['--user', '1000'],
		keeps: [],
		noNewPrivileges: true,
	},
	'a user with a program that makes it root': {
		job: asUser,
		says: ['1000', '1  127.0.0.1'],
		options: ['--user', '1000'],
		programs: raising,
		keeps: [...forAnyRoot, 'NET_RAW', 'SYS_CHROOT'],
		noNewPrivileges: false,
	},
	'a user with such a program in a volume': {
		job: asUser.map(line => line.replaceAll('/usr/bin/traceroute', '/tools/traceroute')),
		says: ['1000', '1  127.0.0.1'],
		options: ['--user', '1000', '--volume', 'tools:/tools'],
		keeps: [...forAnyRoot, 'NET_RAW', 'SYS_CHROOT'],
		noNewPrivileges: false,
	},
	'root with a program that has a file capability': {
		job: ['/usr/bin/ping -c 1 127.0.0.1 | grep -o "1 packets received"'],
		says: ['1 packets received'],
		options: [],
		programs: {'usr/bin/ping': {capability: '0100000200200000002000000000000000000000'}},
		keeps: [...forAnyRoot, 'NET_RAW', 'SYS_CHROOT'],
		noNewPrivileges: false,
	},
};

describe.skipIf((await whyNoEngine()) !== null || process.getuid?.() !== 0)('the safe command', () => {
	let engine: PrivateEngine;
	let folder: string;
	let env: Record<string, string>;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-safe-'));
		const binaries = await engineBinaries();
		engine = await startPrivateEngine();
		env = {
			...{PATH: binaries.available ? binaries.path : '', HOME: folder, LANG: 'C.UTF-8'},
			...{DOCKER_HOST: engine.host, DOCKER_CONFIG: folder},
		};
		await busyboxImage(engine, {name: 'raising:1', programs: raising});
		await engine.docker(
			...['run', '--rm', '-v', 'tools:/tools', 'raising:1', 'sh', '-c'],
			'cp /usr/bin/traceroute /tools/traceroute && chmod 4755 /tools/traceroute',
		);
	}, 240_000);
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	async function answer(name: string): Promise<string> {
		for (let tries = 0; tries < 40; tries += 1) {
			const said = await engine.docker('exec', name, 'nc', '-w', '20', '127.0.0.1', '9').catch(() => '');
			if (said.includes('end of the job')) return said;
			await new Promise(resolve => setTimeout(resolve, 500));
		}
		return engine.docker('logs', name);
	}

	it('does not move what a user made into a volume, which would be of root', async () => {
		await busyboxImage(engine, {name: 'mailbox:1', files: {'home/alice/.profile': ''}});
		const script = 'install -d -o nobody /home/alice/mail; su -s /bin/sh nobody -c "touch /home/alice/mail/1"; exec sleep 9999';
		await engine.docker('run', '-d', '--name', 'mailbox', '--stop-signal', 'KILL', 'mailbox:1', 'sh', '-c', script);
		const volume = await engine.docker(
			...['run', '--rm', '--read-only', '-v', 'mail:/home/alice/mail', 'mailbox:1', 'stat', '-c', '%u %a', '/home/alice/mail'],
		);
		expect(volume).toBe('0 755');
		await withOpenCase(engine, 'mailbox', async ({plan}) => {
			const {rung, why} = plan.changes.find(({slug}) => slug === 'read-only') ?? {};
			expect([rung, why]).toEqual(['choice', expect.stringContaining('/home/alice/mail would belong to root')]);
		});
	});

	it.each(Object.entries(cases))('leaves %s what it needs for a client', async (title, one) => {
		const name = title.replaceAll(/[^a-z]+/g, '-');
		await engine.docker('rm', '--force', name, `${name}-before`);
		const script = [...one.job, 'echo "end of the job"'].join('; ');
		await busyboxImage(engine, {
			name: `job-${name}:1`,
			files: {'job.sh': script},
			...(one.programs === undefined ? {} : {programs: one.programs}),
		});
		await engine.docker(
			...['run', '-d', '--name', name, '--stop-signal', 'KILL', ...one.options],
			...[`job-${name}:1`, 'nc', '-ll', '-p', '9', '-e', 'sh', '/job.sh'],
		);
		await withOpenCase(engine, name, async (opened, {fleet}) => {
			const view = viewCase(opened, opened.plan, enabledBy(opened.plan, 'safe'), fleet);
			const {CapAdd, CapDrop, SecurityOpt} = view.inspect.after.HostConfig ?? {};
			expect(CapDrop).toEqual(['ALL']);
			expect((CapAdd ?? []).toSorted()).toEqual(one.keeps.toSorted());
			expect((SecurityOpt ?? []).includes('no-new-privileges')).toBe(one.noNewPrivileges);
			// The other pages must not count what the plan says is not there.
			const {verdicts, badges} = opened.assessed;
			const verdict = verdicts.find(({rule}) => rule === 'container-no-new-privileges')?.verdict;
			expect(verdict).toBe(one.noNewPrivileges ? 'info' : 'fail');
			const change = opened.plan.changes.find(({slug}) => slug === 'no-new-privileges');
			expect(change?.mayBreak === null).toBe(one.noNewPrivileges);
			expect(badges.some(({word}) => word === 'SUID')).toBe(!one.noNewPrivileges);
			if (title === 'a user with such a program in a volume')
				expect(verdicts.find(({rule}) => rule === 'container-setuid-files')?.verdict).toBe('fail');

			const before = await answer(name);
			for (const line of one.says) expect(before).toContain(line);
			await run('/bin/sh', ['-c', view.replacement.replace], {env, cwd: folder});
			expect(await answer(name)).toBe(before);
			await engine.docker('restart', '-t', '1', name);
			expect(await answer(name)).toBe(before);
		});
	});
});
