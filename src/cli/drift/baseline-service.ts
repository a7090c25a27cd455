import {type EngineFacts, isoTime, parseTime, safe, trusted} from '../../base/index.js';
import {certainlyWorse, comparePostures, postureOf, sinceBaseline} from '../../judge/index.js';
import {
	engineIdentity,
	isOfEngine,
	postureAt,
	readSavedBaseline,
	readWorkloads,
	StoreError,
	storePath,
	type Workload,
	workloadName,
} from '../../record/index.js';
import type {EarlierMoments, WorseThan} from '../../tui/index.js';
import type {Run} from '../run.js';

const day = 86_400_000;

/** What the containers of an engine are compared with. @throws UsageError for a saved baseline that cannot be trusted */
export function earlierMoments({env}: Pick<Run, 'env'>, engine: EngineFacts | null, now: number): EarlierMoments {
	const baseline = readSavedBaseline(env, engine)?.baseline ?? null;
	const workloads = recordedWorkloads(env);
	const identity = engine === null ? '' : engineIdentity(engine);
	const baselineOf = baseline === null ? null : timeWords(parseTime(baseline.generatedAt ?? ''));
	return {
		baselineOf,
		worseThan(container) {
			const found: WorseThan[] = [];
			if (baseline !== null && baselineOf !== null) {
				const {change, isThere} = sinceBaseline(container, baseline);
				found.push({reference: safe`the baseline of ${baselineOf}`, isThere, change});
			}
			const workload = workloads.get(workloadName(container));
			const generations = workload?.generations.filter(one => isOfEngine(one, identity)) ?? [];
			const then = postureAt({generations}, now - day);
			if (then !== null)
				found.push({
					reference: safe`yesterday, as recorded ${timeWords(then.at)}`,
					isThere: true,
					change: comparePostures(then.posture, postureOf([container])),
				});
			return found
				.map(one => ({...one, change: {...one.change, worse: certainlyWorse(one.change)}}))
				.filter(({change}) => change.worse.length > 0);
		},
	};
}

/** `2026-11-29 10:15Z` */
const timeWords = (at: number) => trusted(`${isoTime(at)?.slice(0, 16).replace('T', ' ') ?? 'an unknown time '}Z`);

/** Empty where nothing was recorded, or it belongs to another user: the list is the same without it. */
function recordedWorkloads(env: Run['env']): ReadonlyMap<string, Workload> {
	try {
		const path = storePath(env);
		return path === null ? new Map() : readWorkloads(path);
	} catch (error) {
		if (error instanceof StoreError) return new Map();
		throw error;
	}
}
