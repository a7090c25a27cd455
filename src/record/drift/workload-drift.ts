import {groupBy, type SafeText} from '../../base/index.js';
import {type AssessedContainer, comparePostures, type Posture, type PostureChange, postureOf} from '../../judge/index.js';
import {postureOfRecord} from '../recorder/store/recorded-posture.js';
import type {Generation, Workload} from '../recorder/store/workload.js';
import {subjectOf} from '../recorder/subject.js';

/** One image and configuration of a workload, as it was recorded or as it runs now. */
export type GenerationDrift = {
	/** Of image and configuration. */
	readonly id: SafeText;
	readonly image: SafeText;
	/** The id of the image; empty where it was not recorded. */
	readonly imageId: string;
	/** Options of `docker run`, secrets masked; `null`: not recorded. */
	readonly options: readonly SafeText[] | null;
	/** Milliseconds since the epoch; of one that was not recorded, when its first container was created. */
	readonly first: number | null;
	readonly last: number | null;
	/** Seconds for which it ran while it was recorded; `null`: never. */
	readonly recorded: number | null;
	readonly posture: Posture | null;
	readonly isCurrent: boolean;
	/** Compared with the one before it. */
	readonly change: GenerationChange | null;
};

export type GenerationChange = {
	readonly newImage: boolean | null;
	/** `null`: not recorded of both. */
	readonly added: readonly SafeText[] | null;
	readonly removed: readonly SafeText[] | null;
	readonly posture: PostureChange | null;
};

type OptionsOf = (container: AssessedContainer) => readonly SafeText[];

/** The workload of a container, as the recorder names it. */
export const workloadName = ({facts}: AssessedContainer): SafeText => subjectOf(facts).workload;
export const generationId = ({facts}: AssessedContainer): SafeText => subjectOf(facts).generation;

/**
 * The generations of a workload, the oldest first; those of its containers are last.
 *
 * @param containers  as the engine has them now
 * @param recorded  `null`: never
 */
export function generationsOf(
	containers: readonly AssessedContainer[],
	recorded: Workload | null,
	optionsOf: OptionsOf,
): readonly GenerationDrift[] {
	const current = groupBy(containers, generationId);
	const past = (recorded?.generations ?? []).filter(({id}) => !current.has(id)).map(recordedGeneration);
	const now = [...current].map(([id, replicas]) =>
		currentGeneration(id, replicas, recorded?.generations.find(one => one.id === id) ?? null, optionsOf),
	);
	const byTime = [...past, ...now].toSorted(
		(a, b) => Number(a.isCurrent) - Number(b.isCurrent) || (a.first ?? 0) - (b.first ?? 0),
	);
	return byTime.map((one, index) => ({...one, change: changeFrom(byTime[index - 1] ?? null, one)}));
}

function recordedGeneration({id, image, first, last, seconds, posture, configuration}: Generation): GenerationDrift {
	return {
		id,
		image,
		imageId: configuration?.imageId ?? '',
		options: configuration?.options ?? null,
		first,
		last,
		recorded: seconds,
		isCurrent: false,
		change: null,
		posture: posture === null ? null : postureOfRecord(posture),
	};
}

function currentGeneration(
	id: SafeText,
	replicas: readonly AssessedContainer[],
	recorded: Generation | null,
	optionsOf: OptionsOf,
): GenerationDrift {
	const [one] = replicas;
	const created = replicas.map(({facts}) => Date.parse(facts.createdAt ?? '')).filter(at => !Number.isNaN(at));
	return {
		id,
		image: one?.facts.image ?? recorded?.image ?? id,
		imageId: one?.facts.imageId ?? '',
		options: one === undefined ? null : optionsOf(one),
		first: recorded?.first ?? (created.length === 0 ? null : Math.min(...created)),
		last: null,
		recorded: recorded?.seconds ?? null,
		isCurrent: true,
		change: null,
		posture: postureOf(replicas),
	};
}

function changeFrom(before: GenerationDrift | null, now: GenerationDrift): GenerationChange | null {
	if (before === null) return null;
	const {options: had} = before;
	const {options: has} = now;
	const areKnown = had !== null && has !== null;
	return {
		newImage: before.imageId === '' || now.imageId === '' ? null : before.imageId !== now.imageId,
		added: areKnown ? has.filter(option => !had.includes(option)) : null,
		removed: areKnown ? had.filter(option => !has.includes(option)) : null,
		posture: before.posture === null || now.posture === null ? null : comparePostures(before.posture, now.posture),
	};
}

/**
 * The posture that a workload had at some time, by what was recorded then; `null` where nothing was.
 *
 * @param at  milliseconds since the epoch
 */
export function postureAt(
	{generations}: Pick<Workload, 'generations'>,
	at: number,
): {readonly at: number; readonly posture: Posture} | null {
	const all = generations.flatMap(({earlier, posture}) => [...earlier, ...(posture === null ? [] : [posture])]);
	const then = all.filter(one => one.at <= at).toSorted((a, b) => b.at - a.at)[0];
	return then === undefined ? null : {at: then.at, posture: postureOfRecord(then)};
}
