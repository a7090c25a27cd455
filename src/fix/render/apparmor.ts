import {
	ALL_CAPABILITIES,
	type ContainerInspect,
	type EngineKind,
	effectiveCapabilities,
	isWithin,
	parseBind,
	trimEndOf,
} from '../../base/index.js';
import {fileStem} from '../reconstruct/seccomp-file.js';
import type {OutputFile} from './output-format.js';

/** A path that the container may write, and whether files there may be executed. */
type Writable = {readonly path: string; readonly executable: boolean};

/** Directories of programs and libraries, for a root that is not read-only. */
const programFolders = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/usr', '/boot'];

/**
 * An AppArmor profile for the remaining capabilities. With a read-only root only its tmpfs and mounts are writable, as the plan
 * derived them from its writes; otherwise everything except program directories in which no change was seen.
 *
 * @param written  paths in the root file system that were seen to change; `null` when not visible
 * @source apparmor.d(5); the kernel's interfaces that no container should write: proc(5), sysfs(5)
 */
export function apparmorProfile(
	inspect: ContainerInspect,
	written: readonly string[] | null,
	program: EngineKind = 'docker',
): OutputFile {
	const host = inspect.HostConfig ?? {};
	const profile = `dockscope-${fileStem(inspect.Name ?? 'container')}`;
	const granted = effectiveCapabilities(host, program);
	const places = writablePlaces(inspect);
	const inexpressible = places.filter(({path}) => !isExpressible(path)).map(({path}) => path);
	const untouched = programFolders.filter(folder => written?.every(path => !isWithin(path, folder)) ?? false);
	const lines = [
		...(granted.size === ALL_CAPABILITIES.size
			? ['capability,']
			: [...granted].sort().map(name => `capability ${name.toLowerCase()},`)),
		...['unix', 'inet', 'inet6', 'netlink'].map(family => `network ${family},`),
		...(granted.has('NET_RAW') ? ['network packet,'] : ['deny network raw,', 'deny network packet,']),
		'signal (receive) peer=unconfined,',
		'signal (receive) peer={runc,crun,docker-default},',
		`signal peer=${profile},`,
		`ptrace (read, readby, trace, tracedby) peer=${profile},`,
		...(granted.has('SYS_ADMIN')
			? ['mount,', 'remount,', 'umount,', 'pivot_root,']
			: ['deny mount,', 'deny remount,', 'deny pivot_root,']),
		'',
		'/ r,',
		...(host.ReadonlyRootfs
			? ['/** mrix,', ...places.filter(({path}) => isExpressible(path)).flatMap(placeRules), ...ownFiles]
			: ['/** mrwlkix,', ...untouched.map(folder => `deny ${folder}/** wl,`)]),
		...kernelDenials,
	];
	const text = [
		'#include <tunables/global>',
		'',
		`profile ${profile} flags=(attach_disconnected,mediate_deleted) {`,
		'  #include <abstractions/base>',
		'',
		...lines.map(line => (line === '' ? '' : `  ${line}`)),
		'}',
		'',
	].join('\n');
	return {
		fileName: profile,
		text,
		command: `sudo apparmor_parser --replace --write-cache ${profile} && ${program} run --security-opt apparmor=${profile} …`,
		warnings: [
			'load it on the host of the engine, and again after each boot: put it into /etc/apparmor.d',
			'start in complain mode: add complain to its flags, and read the apparmor="ALLOWED" lines of the kernel log',
			...(host.ReadonlyRootfs
				? []
				: ['with a writable root it can only protect program directories: enable --read-only for more']),
			...(host.ReadonlyRootfs || written !== null ? [] : ['its writes are not visible: its program directories stay writable']),
			...inexpressible.map(path => `${JSON.stringify(path)} cannot be expressed in a profile: add a rule for it by hand`),
			...(host.Privileged ? ['the engine does not confine privileged containers: drop --privileged first'] : []),
		],
	};
}

/** Devices and own settings that every program may write. */
const ownFiles = [
	'/dev/{null,zero,full,random,urandom,tty,ptmx,console} rw,',
	'/dev/{shm,pts,mqueue}/** rwk,',
	'@{PROC}/@{pid}/{,task/@{tid}/}{attr/**,comm,coredump_filter,loginuid,oom_score_adj,timerslack_ns} rw,',
];

/** Of the host's kernel: deny rules override allow rules, whatever is mounted writable. */
const kernelDenials = [
	'deny @{PROC}/{bus,fs,irq,tty}/** wl,',
	'deny @{PROC}/{kcore,kmem,mem,keys,sysrq-trigger,acpi/**,scsi/**} rwlx,',
	'deny @{PROC}/sys/{fs,vm,dev,abi,debug}/** wl,',
	'deny @{PROC}/sys/kernel/{[^smd]**,s[^h]**,d[^o]**} wl,',
	'deny /sys/{firmware,kernel/security,kernel/debug,kernel/tracing}/** rwlx,',
	'deny /sys/[^f]*/** wl,',
	'deny /sys/fs/[^c]*/** wl,',
];

function writablePlaces({HostConfig: host = {}, Config: config = {}}: ContainerInspect): Writable[] {
	return [
		...Object.entries(host.Tmpfs ?? {}).map(([path, options]) => ({path, executable: options.split(',').includes('exec')})),
		...(host.Binds ?? [])
			.map(parseBind)
			.filter(({options}) => !options.includes('ro') && !options.includes('readonly'))
			.map(({destination}) => ({path: destination, executable: true})),
		...(host.Mounts ?? [])
			.filter(mount => !mount.ReadOnly)
			.map(mount => ({path: mount.Target ?? '', executable: mount.Type !== 'tmpfs'})),
		...Object.keys(config.Volumes ?? {}).map(path => ({path, executable: true})),
	].filter(({path}, index, all) => path.startsWith('/') && all.findIndex(other => other.path === path) === index);
}

function placeRules({path, executable}: Writable): string[] {
	const bare = trimEndOf(path, '/');
	const literal = bare.replace(/[\\*?[\]{}^@"]/g, character => `\\${character}`);
	return [`"${literal}{,/}" rw,`, `"${literal}/**" rwlk${executable ? 'mix' : ''},`];
}

const isExpressible = (path: string): boolean => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(path);
