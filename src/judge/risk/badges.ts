import {
	bySeverity,
	type ContainerFacts,
	canonical,
	type EngineFacts,
	gainsNothing,
	groupBy,
	isOpenWildcard,
	isWithin,
	type MountFacts,
	opensKernelSettings,
	type PortReach,
	SERVICE_SOCKETS,
	widestReach,
} from '../../base/index.js';
import {isSocketItself} from '../rules/dangers/mount-dangers.js';
import {openPortSeverity} from '../rules/dangers/port-severity.js';
import {seesHostProcesses} from '../rules/shared/submounts.js';
import type {ContainerVerdict} from '../rules/verdict.js';
import type {Badge} from './assessment.js';
import {fixedBadges, type Mark, moreCapabilities, moreOpenPorts, openPort} from './badge-words.js';

/** Ports that get their own badge; the others are counted. */
const portBadges = 2;

/**
 * The words of the list, worst first. What is shown comes from the facts, how bad it is from the verdicts: a mitigating factor or the
 * policy file changes the colour of a badge, and a disabled rule does not remove it. Where the verdict is unknown or pass, there is no badge.
 */
export function badgesOf(
	container: ContainerFacts,
	engine: EngineFacts,
	verdicts: readonly ContainerVerdict[],
	reach: readonly PortReach[],
): Badge[] {
	const marks = marksOf(container, engine, reach);
	const byRule = verdictsOn(marks, verdicts);
	return marks.flatMap(mark => badgeOf(mark, byRule) ?? []).sort((a, b) => bySeverity(a.severity, b.severity));
}

/** Of a hundred verdicts, those that the marks ask for. */
function verdictsOn(marks: readonly Mark[], verdicts: readonly ContainerVerdict[]): ReadonlyMap<string, ContainerVerdict> {
	const asked = new Set<string>();
	for (const {rules} of marks) for (const rule of rules) asked.add(rule);
	return new Map(verdicts.filter(({rule}) => asked.has(rule)).map(verdict => [verdict.rule, verdict]));
}

function badgeOf({word, meaning, rules, severity, atMost}: Mark, byRule: ReadonlyMap<string, ContainerVerdict>): Badge | null {
	const judged = rules.flatMap(rule => byRule.get(rule) ?? []);
	const found = judged.find(({verdict}) => verdict === 'fail') ?? judged.find(({verdict}) => verdict === 'info');
	if (found === undefined && judged.length > 0) return null;
	const judgedAs = found?.severity ?? severity;
	return {
		word,
		meaning,
		slug: found?.rule ?? rules[0] ?? '',
		severity: atMost !== undefined && bySeverity(judgedAs, atMost) < 0 ? atMost : judgedAs,
	};
}

/** In the order in which badges of one severity are shown. */
function marksOf(container: ContainerFacts, engine: EngineFacts, reach: readonly PortReach[]): Mark[] {
	const marks: Mark[] = [];
	const when = (holds: boolean, mark: Mark) => {
		if (holds) marks.push(mark);
	};
	markEscapes(container, when);
	markNamespaces(container, engine, when);
	markConfinement(container, when);
	markExposure(container.namespaces.network.kind === 'host' ? [] : reach, when);
	markHabits(container, when);
	return marks;
}

type When = (holds: boolean, mark: Mark) => void;

function markEscapes(container: ContainerFacts, when: When): void {
	const {privileged, mounts, devices, deviceRules, gpuRequests, capabilities, systemPaths, namespaces} = container;
	const others = mounts.filter(mount => !isSocketItself(mount));
	const writes = others.some(({writable, sensitivity}) => writable && sensitivity?.whenWritten != null);
	const reads = others.some(({sensitivity}) => sensitivity?.whenRead === 'secrets');
	const beyond = capabilities.beyondDefault.length;
	when(privileged, fixedBadges.privileged);
	when(
		mounts.some(({runtimeSocket}) => runtimeSocket !== null),
		fixedBadges.socket,
	);
	when(writes, fixedBadges.writesHost);
	when(reads && !writes, fixedBadges.readsHost);
	// PRIV says already that it has every device and capability, and that nothing is masked.
	if (privileged) return;
	when(seesHostProcesses(container) || namespaces.pid.kind === 'container', fixedBadges.peerProcesses);
	when(others.some(bringsServiceSocket), fixedBadges.serviceSocket);
	when(devices.length > 0 || deviceRules.length > 0 || gpuRequests > 0, fixedBadges.devices);
	if (beyond > 0) when(true, moreCapabilities(beyond));
	when(opensKernelSettings(systemPaths), fixedBadges.kernelSettings);
}

/** Where such a socket may be: whether one is there is for the rule. */
const bringsServiceSocket = ({realSource}: MountFacts): boolean =>
	SERVICE_SOCKETS.some(({path}) => isWithin(path, canonical(realSource)));

function markNamespaces({namespaces, optsOutOfUserns}: ContainerFacts, engine: EngineFacts, when: When): void {
	when(namespaces.network.kind === 'host', fixedBadges.hostNetwork);
	when(namespaces.pid.kind === 'host', fixedBadges.hostPid);
	when(namespaces.ipc.kind === 'host', fixedBadges.hostIpc);
	when(namespaces.uts.kind === 'host', fixedBadges.hostUts);
	when(optsOutOfUserns && engine.userns === true, fixedBadges.noMap);
}

function markConfinement(container: ContainerFacts, when: When): void {
	const {privileged, seccomp, appArmor, seLinux, noNewPrivileges} = container;
	// PRIV says already that nothing confines it.
	if (privileged) return;
	const laxSeccomp = seccomp.kind === 'custom' && seccomp.profile.dangerous.length > 0;
	when(seccomp.kind === 'unconfined' || laxSeccomp, fixedBadges.noSeccomp);
	when(appArmor.kind === 'unconfined', fixedBadges.noAppArmor);
	when(seLinux.kind === 'unconfined', fixedBadges.noSeLinux);
	when(!noNewPrivileges.on && !gainsNothing(container), fixedBadges.setuid);
}

/** Where nothing listens, or the firewall closes the port, no badge says that it is open. */
function markExposure(reach: readonly PortReach[], when: When): void {
	// 53/tcp and 53/udp, 0.0.0.0 and [::]: one number, one badge.
	const numbers = groupBy(reach.filter(isOpenWildcard), ({at}) => at?.hostPort ?? 0);
	const open = [...numbers.values()]
		.flatMap(places => widestReach(places.toSorted(worstFirst)) ?? [])
		.sort((a, b) => worstFirst(a, b) || (a.at?.hostPort ?? 0) - (b.at?.hostPort ?? 0));
	const shown = open.slice(0, open.length === portBadges + 1 ? portBadges + 1 : portBadges);
	for (const place of shown) when(true, openPort(place));
	if (open.length > shown.length) when(true, moreOpenPorts(open.length - shown.length));
}

const worstFirst = (a: PortReach, b: PortReach): number => bySeverity(openPortSeverity(a), openPortSeverity(b));

function markHabits({user, pid, processes, readOnlyRoot, limits, secrets, health}: ContainerFacts, when: When): void {
	// A user given by name: its first process shows the uid.
	const firstIsRoot = user.isRoot === null && processes.known && processes.value.some(one => one.pid === pid && one.uid === 0);
	when(user.isRoot === true || firstIsRoot, fixedBadges.root);
	when(secrets.length > 0, fixedBadges.secret);
	when(limits.memory === null && limits.pids === null && limits.cpu === null, fixedBadges.noLimits);
	when(!readOnlyRoot, fixedBadges.writableRoot);
	when(health === 'unhealthy', fixedBadges.unhealthy);
}
