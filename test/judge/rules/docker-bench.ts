import type {ContainerInspect, MountPoint} from '../../../src/base/answers/index.js';

/** What docker-bench-security 1.6.0 says of one container; `null` where it makes no claim (INFO, NOTE, or it never looks). */
export type BenchAnswers = Readonly<Record<string, 'PASS' | 'WARN' | null>>;

export type BenchView = {
	/** Lines of `docker exec ps -el`; `null` where that cannot run: no ps in the image, or a paused container. */
	readonly ps?: readonly string[] | null;
	/** The newest process whose command line mentions dockerd mentions no-new-privileges too. */
	readonly daemonMentionsNoNewPrivileges?: boolean;
	/** It sees the containers that `docker ps` lists. */
	readonly listed?: boolean;
};

const defaults =
	'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
		' ',
	);

/**
 * The shell conditions of its tests/4_container_images.sh and tests/5_container_runtime.sh, as they are, errors included.
 * A model to disagree with, not to imitate. Compared once with the script itself (commit ff26d67) on 50 running containers of
 * test/on-real-engine/verdict-rows.ts, 5.7 apart: the same answer for each container and id.
 */
export function dockerBench(
	inspect: ContainerInspect,
	{ps = [], daemonMentionsNoNewPrivileges = false, listed = true}: BenchView = {},
): BenchAnswers {
	if (!listed) return {};
	const host = inspect.HostConfig ?? {};
	const options = (host.SecurityOpt ?? []).join(' ');
	const mounts = goText(inspect.Mounts ?? []);
	const lines = dockerPort(inspect);
	return {
		'4.1': warnIf(['', '0', 'root'].includes(inspect.Config?.User ?? '')),
		'5.2': warnIf(['', 'unconfined'].includes(inspect.AppArmorProfile ?? '')),
		'5.3': warnIf((host.SecurityOpt ?? []).length === 0),
		'5.4': warnIf((host.CapAdd ?? []).some(name => !defaults.includes(name.replace(/^CAP_/, '')))),
		'5.5': warnIf(host.Privileged === true),
		'5.6': warnIf(
			['/', '/boot', '/dev', '/etc', '/lib', '/proc', '/sys', '/usr'].some(path =>
				new RegExp(`{.*\\s${path}\\s.*true\\s.*}`).test(mounts),
			),
		),
		'5.7': warnIf((ps ?? []).some(line => line.includes('sshd'))),
		// cut -d ':' -f2: empty for [::]:82.
		'5.8': warnIf(lines.map(line => line.split(':')[1] ?? '').some(port => port !== '' && Number(port) < 1025)),
		// Lists what is published; nothing there is a verdict.
		'5.9': null,
		'5.10': warnIf(host.NetworkMode === 'host'),
		'5.11': warnIf(host.Memory === 0),
		'5.12': warnIf(host.CpuShares === 0 && host.NanoCpus === 0),
		'5.13': warnIf(host.ReadonlyRootfs === false),
		'5.14': warnIf(lines.some(line => (line.split(' ')[2] ?? '').split(':')[0] === '0.0.0.0')),
		'5.15': warnIf((host.RestartPolicy?.MaximumRetryCount ?? 0) > 5),
		'5.16': warnIf(host.PidMode === 'host'),
		'5.17': warnIf(host.IpcMode === 'host'),
		'5.18': (host.Devices ?? []).length === 0 ? 'PASS' : null,
		'5.19': (host.Ulimits ?? []).length === 0 ? null : 'PASS',
		'5.20': warnIf((inspect.Mounts ?? []).some(({Propagation}) => Propagation?.includes('shared'))),
		'5.21': warnIf(host.UTSMode === 'host'),
		'5.22': warnIf(/seccomp[:=]unconfined/.test(options)),
		'5.23': null,
		'5.24': null,
		'5.25': warnIf((host.CgroupParent ?? '') !== ''),
		'5.26': warnIf(!daemonMentionsNoNewPrivileges && !options.includes('no-new-privileges')),
		'5.27': warnIf(inspect.State?.Health == null),
		'5.28': null,
		'5.29': warnIf((host.PidsLimit ?? 0) <= 0),
		// Lists who is there as INFO.
		'5.30': 'bridge' in (inspect.NetworkSettings?.Networks ?? {}) ? null : 'PASS',
		'5.31': warnIf((host.UsernsMode ?? '').includes('host')),
		'5.32': warnIf(mounts.includes('docker.sock')),
	};
}

const warnIf = (bad: boolean) => (bad ? 'WARN' : 'PASS');

/** `{{ .Mounts }}` as Go prints it: the fields of each mount between blanks, empty ones too. */
const goText = (mounts: readonly MountPoint[]) =>
	`[${mounts.map(({Type = '', Name = '', Source = '', Destination = '', Driver = '', Mode = '', RW = false, Propagation = ''}) => `{${[Type, Name, Source, Destination, Driver, Mode, RW, Propagation].join(' ')}}`).join(' ')}]`;

/** Lines of `docker port`: `80/tcp -> 0.0.0.0:8080`. */
const dockerPort = (inspect: ContainerInspect) =>
	Object.entries(inspect.NetworkSettings?.Ports ?? {}).flatMap(([port, bindings]) =>
		(bindings ?? []).map(
			({HostIp = '', HostPort = ''}) => `${port} -> ${HostIp.includes(':') ? `[${HostIp}]` : HostIp}:${HostPort}`,
		),
	);
