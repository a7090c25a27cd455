import {type ContainerFacts, isBelow, isWithin, type MountFacts, type SafeText, sanitise, trusted} from '../../base/index.js';
import {change, type Danger, each, mountOptionsOf, option, readOnlyMount, withoutMount} from '../../judge/index.js';
import type {HardeningEvidence} from '../evidence/evidence.js';
import {durationWords} from '../observation/watched-words.js';
import {type PlanInput, type PlannedChange, type PlanStep, planned} from '../plan/change.js';
import {whyDanger} from './danger-words.js';

/** Paths of the host that are dangerous to write or to read, and dangerous devices. */
export const hostMounts: PlanStep = ({assessed: {facts, dangers}, evidence}: PlanInput) => [
	...facts.mounts.flatMap(mount => {
		const about = dangers.filter(({kind, about: at}) => mountKinds.test(kind) && at === mount.destination);
		const [danger] = about;
		if (danger === undefined || mount.kind !== 'bind' || mount.runtimeSocket !== null) return [];
		if (!about.some(({base, hops}) => base === 'critical' || base === 'high' || hops.length > 0)) return [];
		return ofMount(facts, mount, danger, evidence);
	}),
	...facts.devices.flatMap((device): PlannedChange[] => {
		const danger = dangers.find(({kind, about}) => kind === 'device' && about === device.path);
		if (danger?.base !== 'critical' && danger?.base !== 'high') return [];
		return [
			planned(danger.change, {
				slug: `device:${device.inContainer}`,
				decides: {cause: device.inContainer, name: 'remove', about: sanitise(`the device ${device.path}`)},
				why: whyDanger(danger, `it gives ${device.means ?? 'the hardware'}; ${heldWords(evidence, device.inContainer)}`),
				rung: 'choice',
				evidence: [{source: 'inspect', path: 'HostConfig.Devices', value: device.path}],
				howToSee: trusted('"No such file or directory" for the device in its log'),
			}),
		];
	}),
];

const mountKinds = /^(host-write|host-read|tamper|proc-write|sys-write)$/;

const heldWords = ({hostUse}: HardeningEvidence, path: string): string => {
	if (!hostUse.known) return 'whether it is open was not seen';
	return hostUse.value.devices.some(held => String(held) === path) ? 'it is open now' : 'it was not open when it was looked at';
};

/** Best first: what keeps most of its work. */
function ofMount(facts: ContainerFacts, mount: MountFacts, danger: Danger, evidence: HardeningEvidence): PlannedChange[] {
	const {destination, realSource, writable} = mount;
	const as = (name: string): PlannedChange['decides'] => ({
		cause: destination,
		name,
		about: sanitise(`${realSource} of the host at ${destination}${writable ? '' : ', read-only'}`),
	});
	const common = {
		rung: 'choice' as const,
		evidence: [{source: 'inspect', path: 'Mounts', value: mount.source}],
		howToSee: trusted('"Read-only file system" or "No such file or directory" in its log'),
	};
	const why = whyDanger(
		danger,
		writable ? `writing below ${realSource} changes the host` : `${realSource} holds what the host keeps from others`,
	);
	const [readOnly, without] = [
		readOnlyMount(facts, mount, 'Mount it read-only.', 'Anything that writes there.'),
		withoutMount(facts, mount, 'Do not mount it.', 'Anything that uses files in it.'),
	];
	// What the finding itself advises has the plain name.
	const isAdvised = danger.change.add.length > 0 ? 'ro' : 'remove';
	const written = writtenBelow(mount, evidence);
	return [
		...(writable && readOnly.remove.length > 0
			? [
					planned(isAdvised === 'ro' ? danger.change : readOnly, {
						...{...common, decides: as('ro'), slug: isAdvised === 'ro' ? `mount:${destination}` : `mount-ro:${destination}`},
						why: sanitise(`${why}; ${written.words}`),
						rung: written.isSure ? 'safe' : 'choice',
					}),
				]
			: []),
		...subfolder(facts, mount, evidence).map(made =>
			planned(made.change, {...common, decides: as('subfolder'), slug: `mount-subfolder:${destination}`, why: made.why}),
		),
		...(writable && !ofSystem.some(place => isWithin(realSource, place) || isWithin(place, realSource))
			? [asVolume(facts, mount, as('volume'))]
			: []),
		planned(isAdvised === 'remove' ? danger.change : without, {
			...{
				...common,
				decides: as('remove'),
				slug: isAdvised === 'remove' ? `mount:${destination}` : `mount-none:${destination}`,
				why,
			},
		}),
	];
}

/** Seconds: daily jobs are in it. */
const A_DAY = 86_400;

/** What was seen of writing below a mount since the container started, by anyone. */
function writtenBelow(
	{destination}: MountFacts,
	{below, hostUse, runningFor}: HardeningEvidence,
): {words: string; isSure: boolean} {
	const open = hostUse.known ? [...hostUse.value.written].find(path => isWithin(path, destination)) : undefined;
	if (open !== undefined) return {words: `it has ${open} open for writing`, isSure: false};
	const found = below.get(destination);
	if (found?.known !== true)
		return {words: `whether it writes there was not seen${found === undefined ? '' : `: ${found.reason.reason}`}`, isSure: false};
	const {sinceChange, hasSocket} = found.value;
	const changed = `last changed ${durationWords(sinceChange)} ago`;
	if (runningFor === null) return {words: changed, isSure: false};
	const ran = `it has run for ${durationWords(runningFor)}`;
	if (hasSocket)
		return {words: `${changed}, ${ran}; a socket below it still takes connections when it is read-only`, isSure: false};
	const isSure = hostUse.known && sinceChange > runningFor && runningFor >= A_DAY;
	return {words: `${changed}, ${ran}`, isSure};
}

/** What a volume cannot stand for. */
const ofSystem = [
	'/bin',
	'/boot',
	'/dev',
	'/etc',
	'/lib',
	'/lib64',
	'/proc',
	'/run',
	'/sbin',
	'/sys',
	'/usr',
	'/var/lib/docker',
	'/var/log',
	'/var/run',
];

/** The folder that holds all that was seen open below it; where it is the mount itself there is none. */
function subfolder(
	facts: ContainerFacts,
	mount: MountFacts,
	{hostUse}: HardeningEvidence,
): {change: ReturnType<typeof change>; why: SafeText}[] {
	const {destination, source} = mount;
	if (!hostUse.known || mount.isFile) return [];
	const used = [...hostUse.value.open].filter(path => isBelow(path, destination));
	const [first] = used;
	if (first === undefined) return [];
	const parts = first.split('/').slice(0, -1);
	while (!used.every(path => isBelow(path, parts.join('/')))) parts.pop();
	const folder = parts.join('/');
	if (!isBelow(folder, destination)) return [];
	const isWritten = [...hostUse.value.written].some(path => isWithin(path, folder));
	const from = `${source === '/' ? '' : source}${folder.slice(destination === '/' ? 0 : destination.length)}`;
	return [
		{
			change: change({
				text: 'Mount only the folder that it uses.',
				remove: mountOptionsOf(facts, mount).given,
				add: [option('--volume', `${from}:${folder}${isWritten && mount.writable ? '' : ':ro'}`)],
				mayBreak: 'Anything that uses other files in it.',
			}),
			why: sanitise(
				`all that was open below it when it was looked at is in ${folder}; what it opens at other times was not seen`,
			),
		},
	];
}

/** Its data, copied into a volume of its own. */
function asVolume(facts: ContainerFacts, mount: MountFacts, decides: PlannedChange['decides']): PlannedChange {
	const {destination, source} = mount;
	const volume = `${facts.name}${destination.replace(/[^\w.-]+/g, '-')}`;
	const copy = change({
		text: 'Use a named volume, and copy the data into it.',
		remove: mountOptionsOf(facts, mount).given,
		add: each('--volume', [`${volume}:${destination}`]),
		mayBreak: 'Whatever on the host reads or writes the same files: from then on there are two copies.',
	});
	return planned(copy, {
		slug: `mount-volume:${destination}`,
		decides,
		why: sanitise(`its data is copied from ${source}; whether others use the same files was not seen`),
		rung: 'choice',
		evidence: [{source: 'inspect', path: 'Mounts', value: mount.source}],
		howToSee: trusted('files of the host that are missing in it, or older'),
		first: [['run', '--rm', '-v', `${source}:/from:ro`, '-v', `${volume}:/to`, 'busybox', 'cp', '-a', '/from/.', '/to']],
	});
}
