import {
	type Capability,
	type ContainerFacts,
	capabilityCatalogue,
	capabilityNames,
	plainCapability,
	sanitise,
	trusted,
} from '../../base/index.js';
import {change, each, flag, option, type RunOption, withoutPrivileged} from '../../judge/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {duringWords} from '../observation/watched-words.js';
import {type PlannedChange, type PlanStep, planned} from '../plan/change.js';
import {longObservation} from '../plan/long-observation.js';

/** `--privileged` is more than capabilities: every device, no seccomp, no masked paths. What was seen of it takes its place. */
export const notPrivileged: PlanStep = ({assessed: {facts}, evidence}) => {
	if (!facts.privileged) return [];
	const seen = {source: 'inspect', path: 'HostConfig.Privileged', value: true};
	const common = {howToSee: trusted('"Operation not permitted", "No such device" in its log')};
	const as = (name: string) => ({cause: 'privileged', name, about: trusted('--privileged: every capability and device')});
	const use = usedOf(facts, evidence);
	const alternatives =
		use === null
			? []
			: [
					planned(inItsPlace(use.capabilities, use.others), {
						...common,
						slug: 'privileged-exact',
						decides: as('exact'),
						why: use.why,
						// A moment says nothing about a job at night.
						rung: longObservation(evidence) === null || !evidence.hostUse.known ? 'choice' : 'safe',
						evidence: [seen, ...use.evidence],
					}),
					planned(inItsPlace([...new Set([...use.capabilities, ...harmless(facts)])], [...use.others, ...unconfined]), {
						...common,
						slug: 'privileged-margin',
						decides: as('margin'),
						why: sanitise(
							`${use.why}; with every capability that is not dangerous to the host, and no seccomp or AppArmor profile`,
						),
						rung: 'choice',
						evidence: [seen, ...use.evidence],
					}),
				];
	return [
		...alternatives,
		planned(withoutPrivileged(), {
			...common,
			slug: 'privileged',
			decides: as('remove'),
			why: trusted('what a container has without any option'),
			rung: 'least',
			evidence: [seen],
		}),
	];
};

const unconfined = each('--security-opt', ['seccomp=unconfined', 'apparmor=unconfined']);

const inItsPlace = (capabilities: readonly Capability[], others: readonly RunOption[]) =>
	change({
		text: 'Give it what it was seen to use instead of --privileged.',
		remove: [flag('--privileged')],
		add: [...each('--cap-add', capabilities), ...others],
		mayBreak: 'what it does that was not seen: jobs, other clients, devices that are plugged in later',
	});

type Used = {
	readonly capabilities: readonly Capability[];
	readonly others: readonly RunOption[];
	readonly why: PlannedChange['why'];
	readonly evidence: PlannedChange['evidence'];
};

/** `null` where nothing of it was looked at. */
function usedOf(facts: ContainerFacts, {hostUse, observation}: HardeningEvidence): Used | null {
	const traced = observation?.traced === true ? observation : null;
	if (!hostUse.known && traced === null) return null;
	const held = hostUse.known ? hostUse.value : {devices: [], capabilities: [], writesKernel: false};
	const names = [...held.capabilities, ...(traced?.capabilities ?? [])].map(({capability}) => capability);
	const given = new Set([...facts.capabilities.default, ...facts.capabilities.added.map(plainCapability)]);
	const capabilities = [...new Set(names)].filter(name => !given.has(name)).sort();
	const found = [...capabilities, ...held.devices].join(', ') || 'nothing that takes more than the defaults';
	const how = traced === null ? 'open or mounted when it was looked at; capabilities were not traced' : duringWords(traced);
	return {
		capabilities,
		others: [
			...held.devices.map(path => option('--device', path)),
			...(held.writesKernel ? [option('--security-opt', 'systempaths=unconfined')] : []),
		],
		why: sanitise(`seen: ${found} (${how})${hostUse.known ? '' : '; open devices were not seen'}`),
		evidence: [
			...held.capabilities.map(({capability, by}) => ({source: 'proc', path: capability, value: by})),
			...held.devices.map(path => ({source: 'proc', path: 'fd', value: path})),
			...(traced?.capabilities ?? []).map(({capability, by}) => ({
				source: 'trace',
				path: capability,
				value: sanitise(by.join(', ')),
			})),
		],
	};
}

const harmless = ({capabilities}: ContainerFacts): Capability[] =>
	capabilityNames.filter(
		name => !capabilities.default.has(name) && !['critical', 'high'].includes(capabilityCatalogue[name].danger),
	);
