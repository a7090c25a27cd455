import {type Capability, type ContainerInspect, type EngineKind, effectiveCapabilities, trusted, wrap} from '../../base/index.js';
import {fileStem} from '../reconstruct/seccomp-file.js';
import type {OutputFile} from './output-format.js';
import {ordinaryCalls, privilegedCalls} from './system-calls.js';

type Rule = {
	readonly names: readonly string[];
	readonly action: 'SCMP_ACT_ALLOW' | 'SCMP_ACT_ERRNO';
	readonly errnoRet?: number;
	readonly args?: readonly {readonly index: number; readonly value: number; readonly valueTwo?: number; readonly op: string}[];
	readonly comment?: string;
};

const allow = (names: readonly string[], comment?: string): Rule =>
	comment === undefined ? {names, action: 'SCMP_ACT_ALLOW'} : {names, action: 'SCMP_ACT_ALLOW', comment};

/** `CLONE_NEW…` of clone(2): NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET, NEWNS. */
const newNamespaces = 0x7e02_0000;
/** ENOSYS: the C library then falls back to the call whose flags can be inspected. */
const notImplemented = 38;
const families: readonly (readonly [string, number])[] = [
	['AF_UNIX', 1],
	['AF_INET', 2],
	['AF_INET6', 10],
	['AF_NETLINK', 16],
];
const packetFamily = ['AF_PACKET', 17] as const;
/** PER_LINUX, PER_LINUX32, with and without UNAME26, and the query for the current one. */
const personalities = [0x0, 0x8, 0x2_0000, 0x2_0008, 0xffff_ffff];

/**
 * A seccomp profile for the remaining capabilities: denies calls that need a capability the container does not have,
 * and what no container should need (io_uring, userfaultfd, kernel keys, sockets of rare families, 32-bit calls). Derived
 * from the configuration, not from a trace: a few seconds show fewer calls than a service uses in its lifetime.
 *
 * @source syscalls(2), capabilities(7), clone(2), personality(2); runtime-spec config-linux, seccomp
 */
export function seccompProfile(inspect: ContainerInspect, program: EngineKind = 'docker'): OutputFile {
	const granted = effectiveCapabilities(inspect.HostConfig ?? {}, program);
	const fileName = `${fileStem(inspect.Name ?? 'container')}-seccomp.json`;
	const profile = {defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 1, syscalls: rules(granted)};
	return {
		fileName,
		text: `${JSON.stringify(profile, null, 2).replace(/\[([^[\]{}]*)\]/g, (_, names: string) => `[${filled(names)}]`)}\n`,
		command: `${program} run --security-opt seccomp=${fileName} …`,
		warnings: [
			"made from its capabilities, not from observed system calls: it replaces the engine's default profile",
			'start with logging only: set defaultAction to SCMP_ACT_LOG, and read the type=1326 lines of the kernel log',
			'it blocks 32-bit programs, debuggers, io_uring and sockets other than Unix, IP and netlink',
			'it refuses AF_ALG sockets, through which Copy Fail (CVE-2026-31431) is exploited',
			...(granted.has('SYS_ADMIN') ? ['with SYS_ADMIN hardly anything is blocked: drop it first'] : []),
		],
	};
}

/** A list of names, several to a line. */
function filled(names: string): string {
	return wrap(trusted(names.trim().replace(/\s+/g, ' ')), 100).join('\n        ');
}

function rules(granted: ReadonlySet<Capability>): Rule[] {
	const has = (needs: readonly Capability[]): boolean => needs.some(name => granted.has(name));
	const sockets = granted.has('NET_RAW') ? [...families, packetFamily] : families;
	return [
		...Object.entries(ordinaryCalls).map(([about, names]) => allow(names, about)),
		...sockets.map(([family, value]) => ({...allow(['socket'], family), args: [{index: 0, value, op: 'SCMP_CMP_EQ'}]})),
		...personalities.map(value => ({...allow(['personality']), args: [{index: 0, value, op: 'SCMP_CMP_EQ'}]})),
		...privilegedCalls.filter(({needs}) => has(needs)).map(({needs, calls}) => allow(calls, `with ${needs.join(' or ')}`)),
		...(granted.has('SYS_ADMIN')
			? [allow(['clone'])]
			: [
					{
						...allow(['clone'], 'without new namespaces'),
						args: [{index: 0, value: newNamespaces, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ'}],
					},
					{
						names: ['clone3'],
						action: 'SCMP_ACT_ERRNO',
						errnoRet: notImplemented,
						comment: 'its flags cannot be inspected',
					} as const,
				]),
	];
}
