import {execFile} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {callAccess} from '../../src/base/facts/call-access.js';
import {containerFacts, type EngineFacts, engineFacts} from '../../src/base/facts/index.js';
import {seccompProfile} from '../../src/fix/render/seccomp.js';
import {inspectOf} from '../fix/subject.js';
import {findProgram} from '../support/engine-binaries.js';
import {busyboxImage} from '../support/images.js';
import {type PrivatePodman, startPodman, whyNoPodman} from '../support/podman.js';
import {type PrivateEngine, startPrivateEngine, whyNoEngine} from '../support/private-engine.js';

/**
 * Opens an AF_ALG socket by socket(2) and, as a program of 32 bits does, by socketcall(2). A filter or a security module refuses with
 * EPERM, EACCES or ENOSYS, or ends the process; whatever else comes back is the kernel's answer: a kernel without AF_ALG says EAFNOSUPPORT.
 */
const probe = `
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(int argc, char **argv) {
	int result = 0;
	if (argc > 1 && strcmp(argv[1], "socketcall") == 0) {
#if defined(__x86_64__)
		unsigned *args = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
		args[0] = 38, args[1] = SOCK_SEQPACKET, args[2] = 0;
		__asm__ volatile("int $0x80" : "=a"(result) : "a"(102), "b"(1), "c"(args) : "memory");
#else
		result = -ENOSYS;
#endif
	} else {
		result = syscall(SYS_socket, 38, SOCK_SEQPACKET, 0);
		if (result < 0) result = -errno;
	}
	puts(result == -EPERM || result == -EACCES || result == -ENOSYS ? "refused" : "reached");
	return 0;
}
`;

/** Makes each call that a kernel flaw is reached through, no further than the kernel's first answer, and prints those that a filter let pass. */
const probes = `
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
static void say(const char *name, long result) {
	if (result >= 0 || (errno != EPERM && errno != EACCES && errno != ENOSYS)) puts(name);
	fflush(stdout);
}
int main(void) {
	say("socket:AF_INET6", socket(10, SOCK_DGRAM, 0));
	say("socket:AF_RXRPC", socket(33, SOCK_DGRAM, 2));
	say("socket:AF_RDS", socket(21, SOCK_SEQPACKET, 0));
	say("socket:AF_VSOCK", socket(40, SOCK_STREAM, 0));
	say("call:bpf", syscall(SYS_bpf, 0, 0, 0));
	say("call:keyctl", syscall(SYS_keyctl, 0, -3, 0));
	say("call:io_uring_setup", syscall(425, 0, 0));
	say("call:userfaultfd", syscall(SYS_userfaultfd, 0xffff));
	if (fork() == 0) { say("userns", unshare(CLONE_NEWUSER)); return 0; }
	wait(0);
	return 0;
}
`;

const compiler = (await findProgram('gcc')) ?? (await findProgram('cc'));
const missing = compiler === null ? 'no C compiler' : await whyNoEngine();
if (missing !== null) console.error(`SKIPPING the sockets of AF_ALG: ${missing}`);

const allowSocket = (op: string, value: number) => ({
	names: ['socket'],
	action: 'SCMP_ACT_ALLOW',
	args: [{index: 0, value, op: `SCMP_CMP_${op}`}],
});
const everythingBut = (names: readonly string[], ...syscalls: object[]) => ({
	defaultAction: 'SCMP_ACT_ALLOW',
	syscalls: [{names, action: 'SCMP_ACT_ERRNO'}, ...syscalls],
});
/** All that the probe needs, without sockets. */
const rest = JSON.parse(seccompProfile(inspectOf({})).text).syscalls.filter(
	({names}: {names: string[]}) => names[0] !== 'socket',
);
const i386 = {archMap: [{architecture: 'SCMP_ARCH_X86_64', subArchitectures: ['SCMP_ARCH_X86']}]};
const refusing = (...syscalls: object[]) => ({defaultAction: 'SCMP_ACT_ERRNO', syscalls: [...rest, ...syscalls]});
const likeDocker29 = [allowSocket('LT', 38), allowSocket('EQ', 39), allowSocket('GT', 40)];
const socketcall = {names: ['socketcall'], action: 'SCMP_ACT_ALLOW'};

const triedProbes = [
	...['socket:AF_INET6', 'socket:AF_RXRPC', 'socket:AF_RDS', 'socket:AF_VSOCK'],
	...['call:bpf', 'call:keyctl', 'call:io_uring_setup', 'call:userfaultfd', 'userns'],
];

describe.skipIf(missing !== null)('an AF_ALG socket in a container', () => {
	let engine: PrivateEngine;
	let folder: string;
	let about: EngineFacts;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-af-alg-'));
		await writeFile(join(folder, 'probe.c'), probe);
		await promisify(execFile)(compiler ?? '', ['-static', '-o', join(folder, 'probe'), join(folder, 'probe.c')]);
		await writeFile(join(folder, 'probes.c'), probes);
		await promisify(execFile)(compiler ?? '', ['-static', '-o', join(folder, 'probes'), join(folder, 'probes.c')]);
		engine = await startPrivateEngine();
		await busyboxImage(engine, {name: 'plain:1'});
		const version = JSON.parse(await engine.docker('version', '--format', '{{json .Server}}'));
		const info = JSON.parse(await engine.docker('info', '--format', '{{json .}}'));
		about = engineFacts({version, info});
	});
	afterAll(async () => {
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	/** How the kernel answers both calls, and what dockscope says about the same container. */
	async function tried(...flags: string[]) {
		const both = '/probe socket || echo refused; /probe socketcall || echo refused';
		const volume = ['--volume', `${join(folder, 'probe')}:/probe:ro`];
		const id = await engine.docker('create', '--network', 'none', ...volume, ...flags, 'plain:1', 'sh', '-c', both);
		const [socket = '', socketcall = ''] = (await engine.docker('start', '--attach', id)).split('\n');
		const [inspect] = JSON.parse(await engine.docker('inspect', id));
		const {afAlg, seccomp} = containerFacts(inspect, {engine: about});
		return {calls: {socket, socketcall}, afAlg, seccomp};
	}

	async function underProfile(profile: object) {
		const path = join(folder, `${Math.random()}.json`);
		await writeFile(path, JSON.stringify(profile));
		return tried('--security-opt', `seccomp=${path}`);
	}

	it.each<[string, readonly string[]]>([
		['plain', []],
		['without capabilities', ['--cap-drop', 'ALL']],
		['with one capability', ['--cap-add', 'SYS_ADMIN']],
		['without a filter', ['--security-opt', 'seccomp=unconfined']],
		['privileged', ['--privileged']],
		['under the exported profile', ['own']],
	])('and what other flaws take: none is called closed that is open, %s', async (_, given) => {
		const own = join(folder, 'own.json');
		await writeFile(own, seccompProfile(inspectOf({})).text);
		const flags = given[0] === 'own' ? ['--security-opt', `seccomp=${own}`] : given;
		const volume = ['--volume', `${join(folder, 'probes')}:/probes:ro`];
		const id = await engine.docker('create', '--network', 'none', ...volume, ...flags, 'plain:1', '/probes');
		const reached = (await engine.docker('start', '--attach', id)).trim().split('\n');
		const [inspect] = JSON.parse(await engine.docker('inspect', id));
		const facts = containerFacts(inspect, {engine: about});
		const of = (answer: string) => triedProbes.filter(probe => callAccess(probe, facts, about).reachable === answer);
		expect(of('no').filter(probe => reached.includes(probe))).toEqual([]);
		// Neither answer is the same for all.
		if (given.length === 0) expect(of('no')).toEqual(expect.arrayContaining(['userns', 'call:bpf', 'call:keyctl']));
		if (given[0] === '--privileged') expect(reached).toEqual(expect.arrayContaining(['userns', 'call:bpf', 'call:keyctl']));
	});

	it('is refused by the seccomp profile that dockscope writes', async () => {
		const {calls, afAlg} = await underProfile(JSON.parse(seccompProfile(inspectOf({})).text));
		expect(calls).toEqual({socket: 'refused', socketcall: 'refused'});
		expect(afAlg.reachable).toBe('no');
	});

	it('is open without a profile', async () => {
		const {calls, afAlg} = await tried('--security-opt', 'seccomp=unconfined');
		expect(calls).toMatchObject({socket: 'reached'});
		expect(afAlg.reachable).toBe('yes');
	});

	it('is judged under the default profile by the version of the engine', async () => {
		const {calls, afAlg} = await tried();
		const open = Object.values(calls).includes('reached');
		expect([open ? 'yes' : 'no', 'unknown']).toContain(afAlg.reachable);
		expect(afAlg.why).toMatch(/default seccomp profile of Docker \d+/);
	});

	it.each<[string, object]>([
		['that allows every family but 38 and 40', refusing(...likeDocker29)],
		['that allows socketcall of 32 bits too', {...refusing(...likeDocker29, socketcall), ...i386}],
		['that allows socketcall, and no call of 32 bits', refusing(...likeDocker29, socketcall)],
		['that allows any family but 40', refusing(allowSocket('NE', 40))],
		[
			'with two conditions on the family, one of which is enough',
			refusing({
				names: ['socket'],
				action: 'SCMP_ACT_ALLOW',
				args: [
					{index: 0, value: 38, op: 'SCMP_CMP_NE'},
					{index: 0, value: 40, op: 'SCMP_CMP_NE'},
				],
			}),
		],
		['that only refuses one family', everythingBut(['bpf'], {...allowSocket('EQ', 38), action: 'SCMP_ACT_ERRNO'})],
		['that refuses another family', everythingBut(['bpf'], {...allowSocket('EQ', 40), action: 'SCMP_ACT_ERRNO'})],
	])('is seen through a profile %s', async (_, profile) => {
		const {calls, afAlg, seccomp} = await underProfile(profile);
		expect(seccomp).toMatchObject({
			profile: {afAlg: {socket: calls.socket === 'reached', socketcall: calls.socketcall === 'reached'}},
		});
		expect(afAlg.reachable).toBe(Object.values(calls).includes('reached') ? 'yes' : 'no');
	});
});

const noPodman = missing ?? (await whyNoPodman());

describe.skipIf(noPodman !== null)('an AF_ALG socket in a Podman container', () => {
	let podman: PrivatePodman;

	beforeAll(async () => {
		podman = await startPodman();
		await writeFile(join(podman.dir, 'probe.c'), probe);
		await promisify(execFile)(compiler ?? '', ['-static', '-o', join(podman.dir, 'probe'), join(podman.dir, 'probe.c')]);
		await busyboxImage(podman, {name: 'localhost/plain:1'});
	});
	afterAll(() => podman?.stop());

	it('is open by the default profile, as its version says', async () => {
		const volume = `${join(podman.dir, 'probe')}:/probe:ro`;
		const said = await podman.podman(
			'run',
			'--network',
			'none',
			'--volume',
			volume,
			'--name',
			'p',
			'localhost/plain:1',
			'/probe',
		);
		const [inspect] = JSON.parse(await podman.docker('inspect', 'p'));
		const version = JSON.parse(await podman.docker('version', '--format', '{{json .Server}}'));
		const info = JSON.parse(await podman.docker('info', '--format', '{{json .}}'));
		const {afAlg} = containerFacts(inspect, {engine: engineFacts({version, info})});
		expect([said.trim(), afAlg.reachable]).toEqual(['reached', 'yes']);
	});
});
