import {flagsOf} from '../changes/change.js';
import type {Risk} from '../risk/assessment.js';
import {safeJson} from '../terminal/safe-json.js';
import type {HardenedView, HardeningCase} from './hardening-case.js';
import type {Plan} from './plan/index.js';
import type {RehearsalResult} from './rehearsal/result.js';
import {oneLine} from './render/docker-run.js';

/** `dockscope.harden/1`, a public interface: see schemas/harden.schema.json. */
export function hardenJson(
	opened: HardeningCase,
	plan: Plan,
	enabled: ReadonlySet<string>,
	view: HardenedView,
	rehearsal: RehearsalResult | null,
): string {
	const {facts} = opened.assessed;
	const document = {
		schema: 'dockscope.harden/1',
		target: {id: facts.id, name: facts.name},
		before: {command: oneLine(view.before), risk: risk(opened.assessed.risk)},
		after: {command: oneLine(view.after), risk: view.supposed === null ? null : risk(view.supposed.risk)},
		replace: view.replacement.replace,
		rollBack: view.replacement.rollBack,
		changes: plan.changes.map(change => ({
			slug: change.slug,
			why: change.why,
			...flagsOf(change),
			confidence: change.confidence,
			evidence: change.evidence,
			mayBreak: change.mayBreak,
			howToSee: change.howToSee,
			enabled: enabled.has(change.slug),
		})),
		files: view.files,
		warnings: view.warnings,
		blindSpots: plan.blindSpots,
		rehearsal:
			rehearsal === null
				? null
				: {
						state: rehearsal.state,
						reason: rehearsal.reason,
						trials: rehearsal.trials,
						exercised: rehearsal.exercised,
						notExercised: rehearsal.notExercised,
						seconds: rehearsal.seconds,
					},
	};
	return safeJson(`${JSON.stringify(document, null, '\t')}\n`);
}

const risk = ({score, grade, isLowerBound}: Risk) => ({score, grade, lowerBound: isLowerBound});
