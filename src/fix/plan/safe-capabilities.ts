import {posix} from 'node:path';
import {type Capability, type ContainerFacts, type PathChange, sanitise} from '../../base/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {knownNeeds} from './capability-knowledge.js';
import {explicit, usualStart} from './least-capabilities.js';
import {longObservation} from './long-observation.js';
import type {CapabilityNeed} from './need.js';
import {hasPodmanDefaults, portNeeds} from './port-needs.js';
import {setuidNeeds} from './setuid-needs.js';

/**
 * What a server that runs as root may need for its next client, job or reload, whatever it was seen to do: files of other users, their
 * processes, and becoming them.
 */
const forAnyRoot: readonly Capability[] = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID'];

/**
 * Capabilities that cannot be dropped without knowing more, each with the reason: all others are used by no process, or serve something
 * that the container has demonstrably no part in. What cannot be seen is kept.
 */
export function safeCapabilities(facts: ContainerFacts, evidence: HardeningEvidence): CapabilityNeed[] {
	if (noneCanUse(facts, evidence)) return ofCapableFiles(evidence);
	// A day under traffic shows what its clients and jobs need, but neither the stop nor a start with empty data, which a twin has.
	const atStart = facts.user.isRoot === false || evidence.trace.known ? [] : usualStart;
	const any: readonly Capability[] = longObservation(evidence) === null ? forAnyRoot : [...atStart, 'KILL'];
	return [
		...any.map(capability => need(capability, 'assumption', 'root', 'clients, jobs and reloads may need it')),
		...ofTheirOwn(facts, evidence),
		...ofCapableFiles(evidence),
		...ofSetuidFiles(evidence),
		...portNeeds(facts, evidence, 'safe'),
	].filter(({capability}) => facts.capabilities.granted.has(capability));
}

/** No process holds a capability, and none can get one by a setuid program. Those of files remain. */
export function noneCanUse(facts: ContainerFacts, evidence: HardeningEvidence): boolean {
	const {user, truth, noNewPrivileges, capabilities} = facts;
	const {processes, privilegedPrograms: programs} = evidence;
	if (user.isRoot !== false) return false;
	// Podman gives those that were added to any user, as ambient ones.
	if (truth.known ? truth.value.permitted.size > 0 : hasPodmanDefaults(facts) && capabilities.added.length > 0) return false;
	if (!processes.known || processes.value.some(({uid}) => uid === 0)) return false;
	// File capabilities matter with no-new-privileges too: what has more than the bounding set is not executed at all.
	return programs.known && (noNewPrivileges.on || programs.value.setuid.length + programs.value.setgid.length === 0);
}

/** What its processes show, or may do although they do not show it now. */
function ofTheirOwn(facts: ContainerFacts, evidence: HardeningEvidence): CapabilityNeed[] {
	const {programs, chrooted, rawSockets, changes, processes, startScripts, privilegedPrograms} = evidence;
	const traits = programs.known ? programs.value : null;
	const commands = processes.known ? processes.value.map(({command}) => String(command)) : [];
	const scripts = startScripts.known ? startScripts.value : [];
	const unread = startScripts.known ? [] : (['AUDIT_WRITE', 'MKNOD', 'SETFCAP', 'SYS_CHROOT'] as const);
	const written = changes.known ? new Set(changes.value.map(({path}) => path)) : null;
	const capable = privilegedPrograms.known ? privilegedPrograms.value.capable.map(({path}) => String(path)) : [];
	const setsCapabilities = capable.filter(path => written?.has(path) === true);
	const devices = devicesAmong(changes);
	const installer = commands.find(command => installers.test(command));
	const when = (holds: boolean, capability: Capability, path: string, value: string): CapabilityNeed[] =>
		holds ? [need(capability, 'proc', path, value)] : [];
	return [
		...when(traits === null, 'SYS_CHROOT', 'exe', 'its programs cannot be read'),
		...when((traits?.chroot.length ?? 0) > 0, 'SYS_CHROOT', 'exe', `${traits?.chroot.join(', ')} can call chroot`),
		...when(
			!chrooted.known || chrooted.value,
			'SYS_CHROOT',
			'root',
			chrooted.known ? 'a process has its own root directory' : 'not visible',
		),
		...when(traits === null, 'AUDIT_WRITE', 'maps', 'its programs cannot be read'),
		...when((traits?.audit.length ?? 0) > 0, 'AUDIT_WRITE', 'maps', `${traits?.audit.join(', ')} can write to the audit log`),
		...when(traits === null, 'SETPCAP', 'status', 'its processes cannot be read'),
		...when(
			(traits?.reducesBounding.length ?? 0) > 0,
			'SETPCAP',
			'status',
			`${traits?.reducesBounding.join(', ')} reduced its bounding set`,
		),
		...when(
			!rawSockets.known || rawSockets.value,
			'NET_RAW',
			'net/raw',
			rawSockets.known ? 'a raw socket is open' : 'not visible',
		),
		...when(traits === null, 'NET_RAW', 'files', 'its programs cannot be seen'),
		...(traits?.kept ?? []).map(capability => need(capability, 'status', 'CapPrm', 'a process kept it when it gave up others')),
		...when((traits?.rawTools.length ?? 0) > 0, 'NET_RAW', 'files', `${traits?.rawTools.join(', ')} opens raw sockets`),
		...scripts.map(({capability, command, where}) => need(capability, 'start script', where, `it calls ${command}`)),
		...unread.map(capability => need(capability, 'start script', 'entrypoint', 'what it starts with cannot be read')),
		...setsCapabilities.map(path => need('SETFCAP', 'writable layer', path, 'its file got its capabilities in the container')),
		...when(written === null && capable.length > 0, 'SETFCAP', 'writable layer', 'what it changed cannot be seen'),
		...when(devices === true, 'MKNOD', 'writable layer', 'it created a device node'),
		...when(devices === null, 'MKNOD', 'writable layer', 'whether it created a device node cannot be seen'),
		...when(installer !== undefined, 'MKNOD', 'processes', `${installer} installs packages`),
		...when(installer !== undefined, 'SETFCAP', 'processes', `${installer} installs packages`),
		...when(!processes.known, 'MKNOD', 'processes', 'whether one installs packages cannot be seen'),
		...when(!processes.known, 'SETFCAP', 'processes', 'whether one installs packages cannot be seen'),
		...knownNeeds(commands).map(({capability, why, command}) => need(capability, 'knowledge', command, why)),
		...[...explicit(facts), ...facts.capabilities.beyondDefault].map(capability =>
			need(capability, 'inspect', 'HostConfig.CapAdd', 'added when the container was created'),
		),
	];
}

/** Whether it created device nodes; the engine lists the paths that changed, and not what they are: `null`, unless they lead to others. */
function devicesAmong(changes: HardeningEvidence['changes']): boolean | null {
	if (!changes.known) return null;
	if (changes.value.some(({isDevice}) => isDevice === true)) return true;
	const folders = new Set(changes.value.map(({path}) => posix.dirname(path)));
	const isUnclear = ({path, kind, isDirectory}: PathChange): boolean =>
		kind !== 'deleted' && isDirectory === undefined && !folders.has(path);
	return changes.value.some(isUnclear) ? null : false;
}

/** Programs that set file capabilities and device nodes of packages. */
const installers =
	/^(dpkg|apt|apt-get|aptitude|apk|rpm|dnf|yum|microdnf|zypper|pacman|setcap|debootstrap|buildkitd|buildah|kaniko)$/;

/**
 * A program with file capabilities that the bounding set lacks is not executed at all, by root neither.
 * @source capabilities(7), "Safety checking for capability-dumb binaries"
 */
function ofCapableFiles({privilegedPrograms: programs}: HardeningEvidence): CapabilityNeed[] {
	if (!programs.known)
		return (['NET_BIND_SERVICE', 'NET_RAW'] as const).map(capability =>
			need(capability, 'host', 'file capabilities', 'its programs were not searched for file capabilities'),
		);
	return programs.value.capable.flatMap(({path, permitted}) =>
		[...permitted].map(capability => need(capability, 'host', String(path), 'its file has this capability')),
	);
}

const ofSetuidFiles = ({privilegedPrograms: programs}: HardeningEvidence): CapabilityNeed[] =>
	(programs.known ? [...programs.value.setuid, ...programs.value.setgid] : []).flatMap(path =>
		setuidNeeds(String(path)).map(capability => need(capability, 'host', String(path), 'a setuid program that may need it')),
	);

const need = (capability: Capability, source: string, path: string, value: string): CapabilityNeed => ({
	capability,
	evidence: {source: sanitise(source), path: sanitise(path), value: sanitise(value)},
});
