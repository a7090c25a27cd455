import type {BlindSpot, ContainerInspect} from '../../answers/index.js';
import {sanitise} from '../../terminal/sanitise.js';
import type {Evidence, Judgement} from '../verdict.js';

/**
 * Fields that an engine leaves out when they are empty: where the object is there, their absence is an answer.
 * @source moby api/types/container: HostConfig, Config, ContainerState (`omitempty`)
 */
const leftOutWhenEmpty = new Set([
	'Config.ExposedPorts',
	'Config.Healthcheck',
	'Config.StopSignal',
	'HostConfig.Annotations',
	'HostConfig.Init',
	'HostConfig.Mounts',
	'HostConfig.Runtime',
	'HostConfig.StorageOpt',
	'HostConfig.Sysctls',
	'HostConfig.Tmpfs',
	'State.Health',
]);

const lists = new Set(['Mounts', 'ExecIDs']);

/**
 * A judgement stands on what was seen. Where the answer lacks the very field that the evidence names (an old engine, Podman, an edited
 * snapshot), nothing was seen there: a pass that leans on such a field becomes unknown with that reason, and so does a failure that
 * has nothing else (an absent limit of an answer without limits is not "no limit").
 */
export function withReportedEvidence(judgement: Judgement, raw: ContainerInspect): Judgement {
	if (!('evidence' in judgement) || judgement.evidence.length === 0) return judgement;
	const lost = judgement.evidence.flatMap(each => unreported(each, raw));
	const stands = judgement.verdict === 'pass' ? lost.length === 0 : lost.length < judgement.evidence.length;
	return stands ? judgement : {verdict: 'unknown', reasons: lost};
}

/** Whether the answer has the field, or leaves it out because it is empty. */
export const isReported = (path: string, raw: ContainerInspect): boolean =>
	unreported({source: 'inspect', path, value: null}, raw).length === 0;

function unreported({source, path}: Evidence, raw: ContainerInspect): BlindSpot[] {
	if (source !== 'inspect') return [];
	const {outer, inner} = placeOf(path);
	const part: unknown = Reflect.get(raw, outer);
	if (part === undefined || (lists.has(outer) && part !== null && !Array.isArray(part))) return [silent(outer)];
	if (inner === null) return [];
	const field = `${outer}.${inner}`;
	if (typeof part !== 'object' || part === null) return [silent(outer)];
	return inner in part || leftOutWhenEmpty.has(field) ? [] : [silent(field)];
}

type Place = {readonly outer: string; readonly inner: string | null};
const places = new Map<string, Place>();

/** A hundred rules lean on the same few paths for each container of a fleet; names of labels and variables make up the rest. */
function placeOf(path: string): Place {
	const known = places.get(path);
	if (known !== undefined) return known;
	const [outer = '', inner] = path.split(/[.[]/);
	const place = {outer, inner: inner === undefined || !path.startsWith(`${outer}.`) ? null : inner};
	if (places.size < 2000) places.set(path, place);
	return place;
}

const silent = (field: string): BlindSpot => ({
	source: `inspect:${field}`,
	reason: `the engine's answer has no readable ${sanitise(field)}`,
});
