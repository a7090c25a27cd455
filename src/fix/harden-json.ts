import {jsonText, shellJoin} from '../base/index.js';
import {type AttackPath, type Fleet, flagsOf, type Risk} from '../judge/index.js';
import {openDecisions} from './decisions/index.js';
import {type HardenedView, type HardeningCase, viewCase} from './hardening-case.js';
import {enabledBy, type Plan} from './plan/index.js';
import type {RehearsalResult} from './rehearsal/result.js';
import {oneLine} from './render/docker-run.js';
import {overrideOf, replaceWarning} from './render/fix-output.js';

/** `dockscope.harden/2`, a public interface: see schemas/harden.schema.json. */
export function hardenJson(
	opened: HardeningCase,
	plan: Plan,
	enabled: ReadonlySet<string>,
	view: HardenedView,
	rehearsal: RehearsalResult | null,
	more: {readonly rung: 'safe' | 'least'; readonly withSecrets: boolean; readonly fleet: Pick<Fleet, 'assessHypothetical'>},
): string {
	const {facts, risk, attackPaths} = opened.assessed;
	const {observation} = opened.evidence;
	const rung = (one: 'safe' | 'least') => {
		const made = viewCase(opened, plan, enabledBy(plan, one), more.fleet, more.withSecrets);
		return side(oneLine(made.after), made.supposed);
	};
	const override = overrideOf(view, opened.image);
	const document = {
		schema: 'dockscope.harden/2',
		target: {id: facts.id, name: facts.name},
		before: side(oneLine(view.before), {risk, attackPaths}),
		rung: more.rung,
		after: side(oneLine(view.after), view.supposed),
		safe: rung('safe'),
		least: rung('least'),
		replace: view.replacement.replace,
		rollBack: view.replacement.rollBack,
		compose:
			override === null
				? null
				: {path: override.path, text: override.text, command: override.command, rollBack: override.rollBack},
		changes: plan.changes.map(change => ({
			slug: change.slug,
			why: change.why,
			...flagsOf(change),
			rung: change.rung,
			exercised: change.exercised?.did ?? null,
			notExercised: change.exercised?.not ?? null,
			evidence: change.evidence,
			mayBreak: change.mayBreak,
			danger: change.danger,
			howToSee: change.howToSee,
			enabled: enabled.has(change.slug),
			decides: change.decides === null ? null : {cause: change.decides.cause, alternative: change.decides.name},
			first: change.first.map(words => shellJoin([view.after.program, ...words])),
		})),
		decisions: openDecisions(plan, opened.assessed, inspect => more.fleet.assessHypothetical(facts.id, inspect)).map(
			({cause, about, alternatives}) => ({
				cause,
				about,
				alternatives: alternatives.map(one => ({name: one.decides.name, slug: one.slug})),
				chosen: alternatives.find(({slug}) => enabled.has(slug))?.decides.name ?? null,
			}),
		),
		files: view.files,
		warnings: [...view.warnings, ...(override === null ? [] : [replaceWarning, ...override.warnings])],
		blindSpots: plan.blindSpots,
		observation:
			observation === null
				? null
				: {
						seconds: observation.seconds,
						connections: observation.connections,
						requests: observation.requests,
						lastNew: observation.lastNew,
						missed: observation.missed,
						recording: observation.recording,
					},
		rehearsal:
			rehearsal === null
				? null
				: {
						state: rehearsal.state,
						summary: rehearsal.summary,
						trials: rehearsal.trials,
						exercised: rehearsal.exercised,
						notExercised: rehearsal.notExercised,
						seconds: rehearsal.seconds,
					},
	};
	return jsonText(document);
}

type Judged = {readonly risk: Risk; readonly attackPaths: readonly AttackPath[]};

/** @param judged  `null` when the container is gone */
const side = (command: string, judged: Judged | null) => ({
	command,
	risk: judged === null ? null : score(judged.risk),
	attackPaths: judged === null ? null : judged.attackPaths.map(({hops}) => hops.map(({label}) => label).join(' → ')),
});

const score = ({score, sum, grade, isLowerBound}: Risk) => ({score, sum, grade, lowerBound: isLowerBound});
