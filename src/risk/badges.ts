import type {ContainerFacts, EngineFacts, PortFacts, Severity} from '../facts/index.js';
import {bySeverity, opensKernelSettings} from '../facts/index.js';
import type {Verdict} from '../rules/verdict.js';
import {own, type SafeText, safely} from '../terminal/safe-text.js';
import type {Badge} from './assessment.js';
import {isSocketItself} from './mount-ways.js';

/** A badge before its severity is known: the rules that say how bad it is, the first that fails wins. */
type Mark = {
	readonly word: SafeText;
	readonly meaning: string;
	readonly rules: readonly string[];
	/** Severity while no rule says otherwise. */
	readonly severity: Severity;
};

/** Ports that get a badge of their own; the others are counted. */
const portBadges = 2;

/**
 * The words of the list, worst first. What is shown comes from the facts, how bad it is from the verdicts: a mitigating factor or the
 * policy file changes the colour of a badge, and a rule that is disabled does not take it away. Where a rule could not tell, or
 * passes, nothing is claimed.
 */
export function badgesOf(container: ContainerFacts, engine: EngineFacts, verdicts: readonly Verdict[]): Badge[] {
	const said = new Map(verdicts.map(verdict => [verdict.rule, verdict]));
	return marksOf(container, engine)
		.flatMap(({word, meaning, rules, severity}) => {
			const judged = rules.flatMap(rule => said.get(rule) ?? []);
			const found = judged.find(({verdict}) => verdict === 'fail') ?? judged.find(({verdict}) => verdict === 'info');
			if (found === undefined && judged.length > 0) return [];
			return {word, meaning, slug: found?.rule ?? rules[0] ?? '', severity: found?.severity ?? severity};
		})
		.sort((a, b) => bySeverity(a.severity, b.severity));
}

function marksOf(container: ContainerFacts, engine: EngineFacts): Mark[] {
	return [
		...escapeMarks(container),
		...namespaceMarks(container, engine),
		...confinementMarks(container),
		...exposureMarks(container),
		...habitMarks(container),
	];
}

const mark = (word: SafeText, severity: Severity, meaning: string, ...rules: string[]): Mark => ({
	word,
	severity,
	meaning,
	rules,
});
const when = (holds: boolean, badge: Mark): Mark[] => (holds ? [badge] : []);

function escapeMarks(container: ContainerFacts): Mark[] {
	const {privileged, mounts, devices, deviceRules, gpuRequests, capabilities, systemPaths} = container;
	const exposesSocket = mounts.some(({runtimeSocket}) => runtimeSocket !== null);
	const others = mounts.filter(mount => !isSocketItself(mount));
	const writes = others.some(({writable, sensitivity}) => writable && sensitivity?.whenWritten != null);
	const reads = others.some(({sensitivity}) => sensitivity?.whenRead === 'secrets');
	const beyond = capabilities.beyondDefault.length;
	return [
		...when(
			privileged,
			mark(own('PRIV'), 'critical', 'privileged: every capability and device, no seccomp', 'container-privileged'),
		),
		...when(
			exposesSocket,
			mark(own('SOCK'), 'critical', 'reaches the socket of a container runtime', 'container-runtime-socket'),
		),
		...when(
			writes,
			mark(
				own('MNT!'),
				'critical',
				'may write a sensitive directory of the host',
				'container-writable-host-path',
				'container-sensitive-mount',
			),
		),
		...when(
			reads && !writes,
			mark(
				own('MNT'),
				'high',
				'reads a directory of the host that holds secrets',
				'container-readable-host-secrets',
				'container-sensitive-mount',
			),
		),
		...when(
			!privileged && (devices.length > 0 || deviceRules.length > 0 || gpuRequests > 0),
			mark(own('DEV'), 'high', 'holds devices of the host', 'container-devices'),
		),
		...when(
			!privileged && beyond > 0,
			mark(safely`CAP+${beyond}`, 'high', 'capabilities beyond the default set', 'container-capabilities'),
		),
		...when(
			!privileged && opensKernelSettings(systemPaths),
			mark(own('PROC!'), 'critical', 'may write /proc/sys and read masked kernel files', 'container-system-paths'),
		),
	];
}

function namespaceMarks({namespaces, optsOutOfUserns}: ContainerFacts, engine: EngineFacts): Mark[] {
	return [
		...when(
			namespaces.network.kind === 'host',
			mark(own('HNET'), 'high', 'shares the network of the host', 'container-host-network'),
		),
		...when(namespaces.pid.kind === 'host', mark(own('HPID'), 'high', 'sees the processes of the host', 'container-host-pid')),
		...when(namespaces.ipc.kind === 'host', mark(own('HIPC'), 'medium', 'shares memory with the host', 'container-host-ipc')),
		...when(namespaces.uts.kind === 'host', mark(own('HUTS'), 'low', 'may rename the host', 'container-host-uts')),
		...when(
			optsOutOfUserns && engine.userns === true,
			mark(own('NOMAP'), 'high', 'opts out of the user namespace of the engine', 'container-host-userns'),
		),
	];
}

function confinementMarks({privileged, seccomp, appArmor, seLinux, noNewPrivileges}: ContainerFacts): Mark[] {
	// PRIV says already that nothing confines it.
	if (privileged) return [];
	const laxSeccomp = seccomp.kind === 'custom' && (seccomp.profile.allowsAll || seccomp.profile.dangerous.length > 0);
	return [
		...when(
			seccomp.kind === 'unconfined' || laxSeccomp,
			mark(own('NOSEC'), 'high', 'no seccomp filter, or one that allows dangerous calls', 'container-seccomp'),
		),
		...when(appArmor.kind === 'unconfined', mark(own('NOAA'), 'high', 'not confined by AppArmor', 'container-apparmor')),
		...when(seLinux.kind === 'unconfined', mark(own('NOSEL'), 'high', 'not confined by SELinux', 'container-selinux')),
		...when(!noNewPrivileges.on, mark(own('SUID'), 'low', 'setuid programs may gain privileges', 'container-no-new-privileges')),
	];
}

function exposureMarks({ports}: ContainerFacts): Mark[] {
	const wildcard = ports
		.filter(({reach}) => reach === 'wildcard')
		.flatMap(port => port.published.map(({hostPort}) => ({port, hostPort})))
		.sort((a, b) => Number(b.port.administrative) - Number(a.port.administrative) || a.hostPort - b.hostPort);
	// 53/tcp and 53/udp, 0.0.0.0 and [::]: one number, one badge.
	const open = wildcard.filter(({hostPort}, index) => wildcard.findIndex(other => other.hostPort === hostPort) === index);
	const shown = open.slice(0, open.length === portBadges + 1 ? portBadges + 1 : portBadges);
	return [
		...shown.map(({port, hostPort}) => portMark(port, hostPort)),
		...when(
			open.length > shown.length,
			mark(
				safely`*+${open.length - shown.length}`,
				'medium',
				'more ports that every network reaches',
				'container-wildcard-publish',
			),
		),
	];
}

function portMark({administrative, service}: PortFacts, hostPort: number): Mark {
	const word = safely`*:${hostPort}`;
	if (administrative) {
		return mark(word, 'high', `every network reaches ${service ?? 'an administration port'}`, 'container-admin-port');
	}
	return mark(word, 'medium', 'every network reaches this port', 'container-wildcard-publish');
}

function habitMarks({user, pid, processes, readOnlyRoot, limits, secrets, health}: ContainerFacts): Mark[] {
	// A user given by name: its first process tells.
	const firstIsRoot = user.isRoot === null && processes.known && processes.value.some(one => one.pid === pid && one.uid === 0);
	return [
		...when(user.isRoot === true || firstIsRoot, mark(own('ROOT'), 'medium', 'runs as uid 0', 'container-root-user')),
		...when(
			secrets.length > 0,
			mark(own('SECRET'), 'medium', 'a secret in its environment, labels or command', 'container-secret-in-env'),
		),
		...when(
			limits.memory === null && limits.pids === null && limits.cpu === null,
			mark(own('NOLIM'), 'low', 'no memory, process or CPU limit', 'container-no-limits'),
		),
		...when(!readOnlyRoot, mark(own('RW'), 'low', 'its root filesystem is writable', 'container-writable-root')),
		...when(health === 'unhealthy', mark(own('SICK'), 'low', 'its health check fails', 'container-unhealthy')),
	];
}
