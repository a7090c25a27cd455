import {accessSync, constants, lstatSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {
	boundedText,
	decodeCapabilities,
	fileTrouble,
	hasCode,
	type SafeText,
	safe,
	sanitise,
	stateDirectory,
	trusted,
	userName,
} from '../../base/index.js';
import {cacheDirectory} from '../../scan/index.js';
import type {Run} from '../run.js';
import type {DoctorFinding} from './finding.js';

const STATUS_LIMIT = 64 * 1024;
const unitPath = '/etc/systemd/system/dockscope-record.service';
/** What the printed unit has, and one without it lacks. */
const hardening = ['CapabilityBoundingSet=', 'ProtectSystem=strict', 'NoNewPrivileges=yes', 'SystemCallFilter='];

/** What dockscope itself may do here: what an attacker who takes it over could. @source proc_pid_status(5) */
export function selfFindings({env}: Pick<Run, 'env'>): DoctorFinding[] {
	return [...processFindings(), ...socketsOf(env).map(socketFinding), ...folderFindings(env), unitFinding()];
}

const finding = (what: string, state: DoctorFinding['state'], says: SafeText): DoctorFinding => ({
	area: 'self',
	what,
	state,
	says,
});

function processFindings(): DoctorFinding[] {
	let status: string;
	try {
		status = boundedText('/proc/self/status', STATUS_LIMIT);
	} catch (error) {
		return [finding('process', 'limited', safe`/proc/self/status cannot be read: ${fileTrouble(error)}`)];
	}
	const field = (name: string): string => new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1] ?? '';
	const capabilities = (name: string): SafeText => {
		const held = decodeCapabilities(field(name));
		if (held === null) return trusted('unknown');
		return sanitise(held.size === 0 ? 'none' : held.size > 30 ? `${held.size}` : [...held].join(' '));
	};
	const [, uid = '?'] = field('Uid').split(/\s+/);
	const privileges = {0: 'may be raised by set-uid programs', 1: 'never raised'}[field('NoNewPrivs')] ?? 'unknown';
	const seccomp = {0: 'none', 1: 'strict', 2: 'filtered'}[field('Seccomp')] ?? 'unknown';
	return [
		finding('user', uid === '0' ? 'limited' : 'ok', safe`uid ${sanitise(uid)}, ${sanitise(userName() ?? 'no account')}`),
		finding('groups', 'ok', sanitise(field('Groups') || 'none')),
		finding('capabilities', 'ok', safe`effective: ${capabilities('CapEff')}; bounding: ${capabilities('CapBnd')}`),
		finding('no_new_privs', 'ok', sanitise(privileges)),
		finding('seccomp', 'ok', sanitise(seccomp)),
	];
}

const socketsOf = ({XDG_RUNTIME_DIR: runtime, DOCKER_HOST: host}: Run['env']): readonly string[] => [
	...new Set([
		...(host?.startsWith('unix://') === true ? [host.slice(7)] : []),
		...['/var/run/docker.sock', '/run/podman/podman.sock', '/run/containerd/containerd.sock'],
		...(runtime ? [join(runtime, 'docker.sock'), join(runtime, 'podman/podman.sock')] : []),
	]),
];

function socketFinding(path: string): DoctorFinding {
	const what = sanitise(path);
	try {
		const {uid} = statSync(path);
		accessSync(path, constants.W_OK);
		const whose = uid === 0 ? 'root on this host, unless the engine is rootless' : `what uid ${uid} may do`;
		return finding(what, 'limited', sanitise(`could be written to, which equals ${whose}; dockscope reads only`));
	} catch (error) {
		if (hasCode(error, 'ENOENT', 'ENOTDIR')) return finding(what, 'ok', trusted('no socket'));
		if (hasCode(error, 'EACCES')) return finding(what, 'ok', trusted('cannot be written to'));
		return finding(what, 'limited', safe`unknown: ${fileTrouble(error)}`);
	}
}

const folderFindings = (env: Run['env']): DoctorFinding[] =>
	[
		{name: 'state directory', path: stateDirectory(env)},
		{name: 'cache directory', path: cacheDirectory(env)},
	].map(({name, path}) => {
		if (path === null) return finding(name, 'missing', trusted('no place: no home directory'));
		try {
			const found = lstatSync(path);
			const isOurs = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
			const mode = (found.mode & 0o7777).toString(8);
			const says = sanitise(`${path}, uid ${found.uid}, mode ${mode}${isOurs ? '' : ': others may write to it'}`);
			return finding(name, isOurs ? 'ok' : 'limited', says);
		} catch (error) {
			if (hasCode(error, 'ENOENT')) return finding(name, 'ok', safe`${sanitise(path)}, not made yet`);
			return finding(name, 'limited', safe`${sanitise(path)}: ${fileTrouble(error)}`);
		}
	});

function unitFinding(): DoctorFinding {
	const what = 'recorder unit';
	try {
		const text = boundedText(unitPath, STATUS_LIMIT);
		const lacks = hardening.filter(one => !text.includes(`\n${one}`));
		if (lacks.length === 0) return finding(what, 'ok', safe`${trusted(unitPath)}, hardened`);
		return finding(
			what,
			'limited',
			sanitise(`${unitPath} lacks ${lacks.join(', ')}: print it again with dockscope record --install`),
		);
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return finding(what, 'ok', safe`${trusted(unitPath)}, not installed`);
		return finding(what, 'limited', safe`${trusted(unitPath)}: ${fileTrouble(error)}`);
	}
}
