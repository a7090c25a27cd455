import {own, type SafeText} from '../terminal/safe-text.js';
import type {PathSensitivity} from './container-facts.js';
import {classifyDevice} from './devices.js';
import {canonical, isBelow} from './host-paths.js';

type Written = PathSensitivity['whenWritten'];
type Read = PathSensitivity['whenRead'];
type Entry = {
	readonly path: string;
	readonly written: Written;
	readonly read: Read;
	/** What a path below it gives away; `same`: as much as the entry itself. */
	readonly below: 'same' | {readonly written: Written; readonly read: Read};
};

/**
 * How much of the host a bind of this path gives away, `null` when it is an ordinary directory of somebody's data.
 *
 * An entry counts when the source is it, lies above it (the whole entry is then inside the container) or below it, as far as what
 * lies below is dangerous too: `/etc/cron.d/x` is, `/etc/localtime` is not.
 *
 * @param source    path on the host
 * @param dataRoot  the engine's own, when it is not at the usual place
 */
export function pathSensitivity(source: string, dataRoot: string | null = null): PathSensitivity | null {
	const path = canonical(source);
	const cacheKey = `${dataRoot ?? ''}\0${path}`;
	const seen = cache.get(cacheKey);
	if (seen !== undefined) return seen;
	const found = look(path, dataRoot === null ? ENTRIES : [...ENTRIES, same(canonical(dataRoot), 'host-root', 'secrets')]);
	if (cache.size < 5000) cache.set(cacheKey, found);
	return found;
}

const cache = new Map<string, PathSensitivity | null>();

function look(path: string, entries: readonly Entry[]): PathSensitivity | null {
	if (HARMLESS.some(safe => path === safe || isBelow(path, safe))) return null;
	const exact = entries.find(entry => entry.path === path);
	if (exact !== undefined) return sensitivity(exact, 'is', exact);
	const home = homeOf(path);
	if (home !== null) return home;
	if (isBelow(path, '/dev')) return deviceNode(path);
	const above = entries.filter(entry => isBelow(path, entry.path)).sort((a, b) => b.path.length - a.path.length)[0];
	const inside = above === undefined ? null : sensitivity(above, 'inside', above.below === 'same' ? above : above.below);
	const contained = entries.filter(entry => isBelow(entry.path, path)).sort((a, b) => weight(b) - weight(a))[0];
	const contains = contained === undefined ? null : sensitivity(contained, 'contains', contained);
	return worse(inside, contains);
}

/**
 * A node, or a directory of nodes. To mount one is not to be allowed to open it: that takes `--device` or a device rule, without them
 * the control group says EPERM. Its owner and mode, which the host shares, can be changed all the same.
 */
function deviceNode(path: string): PathSensitivity | null {
	const {danger} = classifyDevice(path, 'rw');
	if (danger === null || danger === 'low') return null;
	return {listed: own('/dev'), relation: 'inside', whenWritten: 'tamper', whenRead: null};
}

function sensitivity(
	entry: Entry,
	relation: PathSensitivity['relation'],
	{written, read}: {readonly written: Written; readonly read: Read},
): PathSensitivity | null {
	return written === null && read === null ? null : {listed: own(entry.path), relation, whenWritten: written, whenRead: read};
}

/** Homes: a person's whole home, and the places in it where keys and tokens lie, under whichever directory the homes are. */
function homeOf(path: string): PathSensitivity | null {
	const secret = HOME_SECRETS.find(({pattern}) => pattern.test(path));
	if (secret !== undefined) return {listed: own(secret.listed), relation: 'is', whenWritten: secret.written, whenRead: 'secrets'};
	if (/^\/(home|Users)\/[^/]+$/.test(path))
		return {listed: own('/home/*'), relation: 'is', whenWritten: 'host-root', whenRead: 'secrets'};
	return null;
}

const HOME_SECRETS: readonly {readonly pattern: RegExp; readonly listed: SafeText; readonly written: Written}[] = [
	{pattern: /\/\.ssh(\/|$)/, listed: own('~/.ssh'), written: 'host-root'},
	{
		pattern: /\/\.(kube|aws|azure|docker|gnupg|password-store|vault-token)(\/(?!run\/)|$)/,
		listed: own('~/.kube, ~/.aws, ~/.docker, …'),
		written: 'tamper',
	},
	{pattern: /\/\.config\/(gcloud|gh|doctl|containers|rclone)(\/|$)/, listed: own('~/.config/gcloud, …'), written: 'tamper'},
	{
		pattern: /\/\.(netrc|git-credentials|npmrc|pypirc|pgpass|my\.cnf|vault-token|bash_history|zsh_history)$/,
		listed: own('~/.netrc, …'),
		written: 'tamper',
	},
	{
		pattern: /\/\.local\/share\/(containers|docker|keyrings)(\/|$)/,
		listed: own('~/.local/share/containers, …'),
		written: 'tamper',
	},
];

const rank = {'host-root': 2, tamper: 1, secrets: 2, information: 1} as const;
const weight = ({written, read}: {readonly written: Written; readonly read: Read}): number =>
	(written === null ? 0 : rank[written] * 3) + (read === null ? 0 : rank[read]);

function worse(a: PathSensitivity | null, b: PathSensitivity | null): PathSensitivity | null {
	if (a === null || b === null) return a ?? b;
	const weigh = (found: PathSensitivity) => weight({written: found.whenWritten, read: found.whenRead});
	return weigh(b) > weigh(a) ? b : a;
}

const entry = (path: string, written: Written, read: Read, below: Entry['below']): Entry => ({path, written, read, below});
/** Dangerous itself, with harmless things below it. */
const only = (path: string, written: Written, read: Read): Entry => entry(path, written, read, {written: null, read: null});
/** As dangerous all the way down. */
const same = (path: string, written: Written, read: Read): Entry => entry(path, written, read, 'same');

/** Often mounted, mostly read-only, and nothing to gain. */
const HARMLESS: readonly string[] = [
	'/etc/localtime',
	'/etc/timezone',
	'/etc/hostname',
	'/etc/hosts',
	'/etc/resolv.conf',
	'/etc/machine-id',
	'/etc/os-release',
	'/etc/ssl/certs',
	'/etc/ca-certificates',
	'/etc/pki/ca-trust',
	'/usr/share/zoneinfo',
	'/usr/share/ca-certificates',
	'/usr/lib/os-release',
	'/dev/null',
	'/dev/zero',
	'/dev/urandom',
	'/dev/random',
	'/dev/shm',
];

/** Canonical paths: `/run` for `/var/run`, `/usr/lib` for `/lib`. */
const ENTRIES: readonly Entry[] = [
	only('/', 'host-root', 'secrets'),
	// Whoever writes here is root at the next login, boot, job or library load.
	entry('/etc', 'host-root', 'secrets', {written: 'tamper', read: null}),
	only('/etc/passwd', 'host-root', 'information'),
	only('/etc/group', 'host-root', 'information'),
	only('/etc/shadow', 'host-root', 'secrets'),
	only('/etc/gshadow', 'host-root', 'secrets'),
	...[
		'/etc/cron.d',
		'/etc/cron.daily',
		'/etc/cron.hourly',
		'/etc/cron.weekly',
		'/etc/cron.monthly',
		'/etc/crontab',
		'/etc/systemd',
		'/etc/init.d',
		'/etc/rc.local',
		'/etc/ld.so.preload',
		'/etc/ld.so.conf',
		'/etc/ld.so.conf.d',
		'/etc/ld.so.cache',
		'/etc/pam.d',
		'/etc/profile',
		'/etc/profile.d',
		'/etc/bash.bashrc',
		'/etc/environment',
		'/etc/sudoers',
		'/etc/sudoers.d',
		'/etc/modprobe.d',
		'/etc/modules-load.d',
		'/etc/udev',
		'/etc/apt',
		'/etc/security',
		'/usr/lib/systemd',
		'/usr/lib/modules',
		'/usr/lib/x86_64-linux-gnu',
		'/usr/lib/aarch64-linux-gnu',
		'/usr/bin',
		'/usr/sbin',
		'/usr/lib32',
		'/usr/lib64',
		'/usr/libexec',
		'/usr/local/bin',
		'/usr/local/sbin',
		'/usr/local/lib',
		'/boot',
		'/var/spool/cron',
		'/var/lib/dpkg',
		'/var/lib/rpm',
	].map(path => same(path, 'host-root', null)),
	entry('/usr', 'host-root', null, {written: 'tamper', read: null}),
	entry('/usr/lib', 'host-root', null, {written: 'tamper', read: null}),
	entry('/usr/local', 'host-root', null, {written: 'tamper', read: null}),
	only('/opt', 'tamper', null),
	// Keys and tokens.
	same('/etc/ssh', 'host-root', 'secrets'),
	same('/etc/ssl/private', 'tamper', 'secrets'),
	same('/etc/pki/tls/private', 'tamper', 'secrets'),
	same('/etc/letsencrypt', 'tamper', 'secrets'),
	same('/etc/wireguard', 'tamper', 'secrets'),
	same('/etc/openvpn', 'tamper', 'secrets'),
	same('/etc/vault.d', 'tamper', 'secrets'),
	same('/etc/kubernetes', 'host-root', 'secrets'),
	same('/etc/rancher', 'host-root', 'secrets'),
	same('/etc/docker', 'host-root', 'information'),
	same('/etc/containerd', 'host-root', 'information'),
	same('/etc/containers', 'host-root', 'information'),
	same('/root', 'host-root', 'secrets'),
	only('/home', 'host-root', 'secrets'),
	only('/Users', 'host-root', 'secrets'),
	// What the engines and orchestrators keep.
	same('/var/lib/docker', 'host-root', 'secrets'),
	only('/var/lib/docker/volumes', 'tamper', 'secrets'),
	same('/var/lib/containerd', 'host-root', 'secrets'),
	same('/var/lib/containers', 'host-root', 'secrets'),
	same('/var/lib/kubelet', 'host-root', 'secrets'),
	same('/var/lib/rancher', 'host-root', 'secrets'),
	same('/var/lib/etcd', 'host-root', 'secrets'),
	only('/var', 'host-root', 'secrets'),
	only('/var/lib', 'host-root', 'secrets'),
	only('/var/spool', 'host-root', 'information'),
	same('/var/log', 'tamper', 'information'),
	only('/var/backups', 'tamper', 'secrets'),
	// The kernel, running services, other processes.
	entry('/proc', 'host-root', 'secrets', {written: 'tamper', read: 'information'}),
	same('/proc/sys', 'host-root', null),
	same('/proc/1', 'host-root', 'secrets'),
	only('/proc/sysrq-trigger', 'tamper', null),
	entry('/sys', 'host-root', 'information', {written: 'tamper', read: 'information'}),
	same('/sys/fs/cgroup', 'host-root', 'information'),
	same('/sys/kernel', 'host-root', 'information'),
	entry('/sys/fs/bpf', 'host-root', 'information', 'same'),
	only('/dev', 'host-root', 'secrets'),
	only('/run', 'host-root', 'secrets'),
	same('/run/systemd', 'host-root', 'information'),
	same('/run/dbus', 'tamper', 'information'),
	entry('/run/user', 'tamper', 'secrets', {written: 'tamper', read: 'secrets'}),
	same('/run/secrets', 'tamper', 'secrets'),
	same('/run/containerd', 'host-root', 'secrets'),
	same('/run/docker', 'host-root', 'secrets'),
	only('/tmp', 'tamper', 'information'),
	only('/tmp/.X11-unix', 'tamper', 'secrets'),
	only('/var/tmp', 'tamper', 'information'),
];
