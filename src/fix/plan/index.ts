import {
	type ContainerInspect,
	counted,
	isWithin,
	parseBind,
	podOf,
	type SafeText,
	sanitise,
	shellJoin,
} from '../../base/index.js';
import type {AssessedContainer} from '../../judge/index.js';
import {engineSocket} from '../decisions/engine-socket.js';
import {hostMounts} from '../decisions/host-mounts.js';
import {otherCauses} from '../decisions/other-causes.js';
import {notPrivileged} from '../decisions/privileged.js';
import {publishedPorts} from '../decisions/published-ports.js';
import {blindSpots, type HardeningEvidence} from '../evidence/evidence.js';
import type {Plan, PlanInput, PlannedChange, PlanStep} from './change.js';
import {hostNamespaces} from './host-namespaces.js';
import {lostWrites} from './lost-writes.js';
import {boundedRestart, imageDigest} from './maintenance.js';
import {ownNetwork} from './network.js';
import {dropCapabilities, requestedExtras} from './plan-capabilities.js';
import {logLimits, resourceLimits} from './plan-limits.js';
import {secretFiles, secretsWithoutChange} from './plan-secrets.js';
import {ordinaryUser} from './plan-user.js';
import {confinement, noNewPrivileges} from './privileges.js';
import {readOnlyRoot, volumeName} from './read-only.js';

export {enabledBy, hardened, type Plan, type Rung} from './change.js';

/** In the order of application: `user` rewrites what the others set. */
const steps: readonly PlanStep[] = [
	notPrivileged,
	dropCapabilities,
	requestedExtras,
	noNewPrivileges,
	readOnlyRoot,
	resourceLimits,
	ordinaryUser,
	confinement,
	hostNamespaces,
	ownNetwork,
	publishedPorts,
	engineSocket,
	hostMounts,
	logLimits,
	boundedRestart,
	imageDigest,
	secretFiles,
];

/** Every change that would give a container fewer privileges, with the reason why it should still work. Pure: the evidence was gathered before. */
export function planHardening(
	assessed: AssessedContainer,
	evidence: HardeningEvidence,
	nameOf: PlanInput['nameOf'] = (): SafeText | null => null,
): Plan {
	const inspect = assessed.facts.raw;
	const subject: PlanInput = {assessed, evidence, inspect, nameOf};
	const usual = isInfra(inspect) ? [] : steps.flatMap(step => step(subject));
	const changes = isInfra(inspect) ? [] : [...usual, ...otherCauses(subject, usual)];
	return {
		inspect,
		changes,
		warnings: warnings(subject, changes),
		blindSpots: blindSpots(evidence),
	};
}

/** An infra container only sleeps: the other containers of its pod are the ones to harden. */
const isInfra = (inspect: ContainerInspect): boolean => podOf(inspect)?.infra === true;

/** Directories that are named with their command; the others are counted. */
const MAX_NAMED = 3;

function warnings(input: PlanInput, changes: readonly PlannedChange[]): Plan['warnings'] {
	const {facts} = input.assessed;
	const name = String(facts.name);
	const volumes = changes
		.filter(change => change.slug === 'read-only')
		.flatMap(({add}) => add.flatMap(({name: option, value}) => (option === '--volume' && value?.includes(':') ? [value] : [])))
		.map(value => parseBind(value).destination);
	// The volumes of the plan are more exact than the directories that hold them.
	const others = lostWrites(facts.raw, input.evidence).filter(path => !volumes.some(volume => isWithin(volume, path)));
	const lost = [...volumes, ...others];
	return [
		...lost
			.slice(0, MAX_NAMED)
			.map(path =>
				sanitise(
					`what ${name} wrote to ${path} is only in the container: copy it out before you replace the container (docker cp ${shellJoin([`${name}:${path}`, `./${volumeName(name, path)}`])})`,
				),
			),
		...(lost.length > MAX_NAMED
			? [sanitise(`so is what it wrote to ${counted(lost.length - MAX_NAMED, 'more directory', 'more directories')}`)]
			: []),
		...(facts.status === 'running'
			? []
			: [sanitise(`${facts.name} is not running: its processes, peaks and ports are not visible`)]),
		...secretsWithoutChange(input, changes),
	];
}
