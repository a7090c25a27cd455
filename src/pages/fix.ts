import {flagsOf} from '../changes/change.js';
import {podOf} from '../facts/pods.js';
import type {FixChange} from '../hardening/hardener.js';
import type {AssessedContainer} from '../risk/assessment.js';
import {gradeWords} from '../risk/grade-words.js';
import type {SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';
import {observationLines} from './fix-observation.js';
import {type FixState, fixView} from './fix-state.js';
import {blank, heading, itemLine, type Line, line, type Page, prose, say} from './layout/page.js';
import type {ContainerContext} from './page-state.js';
import {reasonOf} from './words.js';

/** Why the plan is empty. */
export const nothingWords = ({facts}: AssessedContainer): string =>
	podOf(facts.raw)?.infra
		? 'nothing to change here: it is created and removed with its pod; harden the other containers of the pod'
		: 'nothing left to harden';

/** The plan: what to change and on what evidence; below it the command that follows from what is switched on. */
export function fixPage({state, asksConsent, entry, assessed, width}: ContainerContext): Page {
	if (!state.canHarden) return {lines: withoutHardener(assessed, width)};
	if (state.fix?.id !== entry.id) return {lines: [line(' preparing the plan …')]};
	const {fix, enabled, rehearsal, observation} = state.fix;
	const {diff, warnings, risk, paths} = fixView(state.fix, state.model);
	return {
		lines: [
			line(
				say(` ${gradeWords(assessed.risk)} → ${risk ? gradeWords(risk) : '?'}`, 'strong'),
				say(`   ${enabled.size} of ${fix.changes.length} changes`, 'muted'),
				...(assessed.attackPaths.length > 0 && risk
					? [say(`   ${paths.length} of ${assessed.attackPaths.length} attack paths left`, 'muted')]
					: []),
				say(rehearsal?.end ? `   rehearsed: ${rehearsal.end.state}` : '   not rehearsed', rehearsal?.end ? 'ok' : 'muted'),
			),
			...(asksConsent
				? (state.fix.copies === null ? [] : (fix.consent?.(state.fix.copies) ?? [])).flatMap(text => prose(text, width))
				: []),
			...(observation ? observationLines(observation, width) : []),
			...(rehearsal ? rehearsalLines(rehearsal, width) : []),
			blank,
			...fix.changes.flatMap(change => changeLines(change, enabled.has(change.slug), width)),
			...(fix.changes.length === 0 ? prose(nothingWords(assessed), width) : []),
			blank,
			...pathLines(assessed.attackPaths.length, risk === null ? null : paths, width),
			heading(' COMMAND'),
			...diff.map(({mark, text}) => {
				const tone = mark === '+' ? 'ok' : mark === '-' ? 'high' : undefined;
				return line(say(` ${mark} `, tone), say(text, tone));
			}),
			blank,
			...warnings.flatMap(warning => prose(warning, width, {tone: 'medium'})),
			...fix.blindSpots.flatMap(spot => prose(sanitise(`blind spot: ${reasonOf(spot)}`), width, {tone: 'muted'})),
		],
	};
}

/** `[x] --cap-drop ALL …  likely`, then why; what it takes away stands with a minus. */
function changeLines({remove, add, why, confidence, mayBreak}: FixChange, on: boolean, width: number): readonly Line[] {
	const flags = sanitise([...add, ...remove.map(flag => `without ${flag}`)].join(' '));
	const [first, ...rest] = prose(flags, width - 17, {indent: 0, tone: on ? 'strong' : 'muted'});
	const words = first?.kind === 'text' ? first.spans : [];
	return [
		itemLine(
			{copy: flags},
			say(on ? ' [x] ' : ' [ ] ', on ? 'ok' : 'muted'),
			say(confidence.padEnd(11), confidence === 'proven' ? 'ok' : 'muted'),
			...words,
		),
		...rest.flatMap(more => (more.kind === 'text' ? [line(' '.repeat(16), ...more.spans)] : [])),
		...prose(why, width, {indent: 16, tone: 'muted'}),
		...(mayBreak === null || !on ? [] : prose(sanitise(`may break: ${mayBreak}`), width, {indent: 16, tone: 'muted'})),
	];
}

/** What an attacker still has when the command has run. */
function pathLines(before: number, left: readonly SafeText[] | null, width: number): readonly Line[] {
	if (before === 0 || left === null) return [];
	return [
		heading(' ATTACK PATHS'),
		...(left.length === 0 ? [line(say('   none left', 'ok'))] : []),
		...left.flatMap(path => prose(path, width, {indent: 3})),
		blank,
	];
}

function rehearsalLines({running, trials, end}: NonNullable<FixState['rehearsal']>, width: number): readonly Line[] {
	return [
		...trials.map(({what, ok, note}) =>
			line(
				say(sanitise(`   ${what.padEnd(24)} `)),
				say(ok === null ? '…' : ok ? '✓' : '✗', ok === null ? 'muted' : ok ? 'ok' : 'high'),
				' ',
				say(note),
			),
		),
		...(running ? [line(say('   ^x cancels; every twin is removed', 'muted'))] : []),
		...(end?.reason ? prose(end.reason, width, {indent: 3, tone: 'medium'}) : []),
		...(end && end.exercised.length > 0 ? prose(sanitise(`exercised: ${end.exercised.join(', ')}`), width, {indent: 3}) : []),
		...(end && end.notExercised.length > 0
			? prose(sanitise(`not exercised: ${end.notExercised.join(', ')}`), width, {indent: 3, tone: 'medium'})
			: []),
	];
}

/** Without a plan: what each finding's own remedy says. */
function withoutHardener({verdicts}: ContainerContext['assessed'], width: number): readonly Line[] {
	const remedies = verdicts.flatMap(({verdict, remedy, severity}) =>
		verdict === 'fail' && remedy ? [{text: remedy.text, flags: flagsOf(remedy), severity}] : [],
	);
	return [
		line(say(' No plan can be made here; these are the remedies of its findings.', 'strong')),
		blank,
		...remedies.flatMap(({text, flags, severity}) => [
			...prose(text, width),
			...flags.remove.map(flag => line(say(`   - ${flag}`, 'high'))),
			...flags.add.map(flag => line(say(`   + ${flag}`, severity === 'info' ? undefined : 'ok'))),
		]),
	];
}
