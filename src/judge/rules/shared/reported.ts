import {
	type BlindSpot,
	type ContainerInspect,
	containerInspect,
	type EngineKind,
	notReadable,
	ownValue,
	type Schema,
} from '../../../base/index.js';
import type {Evidence, Judgement} from '../verdict.js';

function schemaOf(outer: string, inner: string): Schema | undefined {
	const parts: Readonly<Record<string, Schema>> = containerInspect.fields;
	const part = ownValue(parts, outer);
	return part?.kind === 'object' ? ownValue(part.fields, inner) : undefined;
}

/**
 * A judgement needs what was seen. Where the answer lacks the very field that the evidence names (an old engine, Podman, an edited
 * snapshot), or Podman gives it empty whatever was set, nothing was seen there: a pass that leans on such a field becomes unknown with
 * that reason, and so does a failure that has nothing else (an absent limit of an answer without limits is not "no limit").
 *
 * @param engine  what answered: Podman marks a container only once it has been started
 */
export function requireReportedFields(judgement: Judgement, raw: ContainerInspect, engine: EngineKind): Judgement {
	if (!('evidence' in judgement) || judgement.evidence.length === 0) return judgement;
	const lost = lostEvidence(judgement.evidence, raw, engine);
	const holds = judgement.verdict === 'pass' ? lost.length === 0 : lost.length < judgement.evidence.length;
	return holds ? judgement : {verdict: 'unknown', reasons: lost};
}

/** Whether the answer has the field, or leaves it out because it is empty. */
export const isReported = (path: string, raw: ContainerInspect, engine: EngineKind): boolean =>
	unreported({source: 'inspect', path, value: null}, raw, engine) === null;

const nothing: readonly BlindSpot[] = [];

/** Nearly always nothing: no list is made for that. */
function lostEvidence(evidence: readonly Evidence[], raw: ContainerInspect, engine: EngineKind): readonly BlindSpot[] {
	let lost: BlindSpot[] | null = null;
	for (const each of evidence) {
		const spot = unreported(each, raw, engine);
		if (spot === null) continue;
		lost ??= [];
		lost.push(spot);
	}
	return lost ?? nothing;
}

function unreported({source, path}: Evidence, raw: ContainerInspect, engine: EngineKind): BlindSpot | null {
	if (source !== 'inspect') return null;
	const {outer, inner, field, schema} = placeOf(path);
	const malformed = raw.UnreadableFields?.[outer] ?? raw.UnreadableFields?.[field];
	const part: unknown = Reflect.get(raw, outer);
	if (part === undefined) return notReadable(outer, malformed ?? null);
	if (inner === null) return null;
	if (typeof part !== 'object' || part === null) return notReadable(outer, null);
	if (malformed !== undefined && !(inner in part)) return notReadable(field, malformed);
	if (schema?.neverByPodman === true && isEmpty(Reflect.get(part, inner)) && (engine === 'podman' || isOfPodman(raw)))
		return {source: `inspect:${field}`, reason: `Podman does not report ${inner} over the Docker API`};
	return inner in part || schema?.leftOutWhenEmpty === true ? null : notReadable(field, null);
}

const isEmpty = (value: unknown): boolean =>
	value === undefined || value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

/** It may be where the annotations, by which Podman marks what it made, cannot be read. */
const isOfPodman = ({HostConfig, UnreadableFields: unreadable}: ContainerInspect): boolean =>
	HostConfig?.Annotations?.['io.container.manager'] === 'libpod' || unreadable?.['HostConfig.Annotations'] !== undefined;

type Place = {
	readonly outer: string;
	readonly inner: string | null;
	readonly field: string;
	readonly schema: Schema | undefined;
};
const places = new Map<string, Place>();

/** A hundred rules lean on the same few paths for each container of a fleet; names of labels and variables make up the rest. */
function placeOf(path: string): Place {
	const known = places.get(path);
	if (known !== undefined) return known;
	const [outer = '', second] = path.split(/[.[]/);
	const inner = second === undefined || !path.startsWith(`${outer}.`) ? null : second;
	const place = {outer, inner, field: `${outer}.${inner}`, schema: inner === null ? undefined : schemaOf(outer, inner)};
	if (places.size < 2000) places.set(path, place);
	return place;
}
