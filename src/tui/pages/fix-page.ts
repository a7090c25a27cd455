import {counted, isManagedByCompose, podOf, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import type {FixChange, FixView} from '../../fix/index.js';
import {type AssessedContainer, flagsOf, gradeWords} from '../../judge/index.js';
import {observationLines} from './fix-observation.js';
import {rehearsalLines} from './fix-rehearsal.js';
import {type FixState, fixView, rungOf} from './fix-state.js';
import type {KeyNames} from './key-names.js';
import {blank, heading, itemLine, type Line, line, type Page, prose, say} from './layout/page.js';
import type {ContainerContext} from './page-state.js';
import {reasonOf} from './words.js';

const ofComposeWords = ({copy, openOutput}: KeyNames): SafeText =>
	safe`a container of Compose: ${copy} copies the override of its service, ${openOutput} shows it; the command below would take it out of its project`;

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
	const {diff, warnings, risk, paths, outcome} = fixView(state.fix, state.model);
	return {
		lines: [
			...headLines(state.fix, assessed, {risk, paths: paths.length, outcome}, width),
			...(asksConsent
				? (state.fix.copies === null ? [] : (fix.consent?.(state.fix.copies) ?? [])).flatMap(text => prose(text, width))
				: []),
			...(fix.recorded === null ? [] : prose(fix.recorded, width, {tone: 'muted'})),
			...(observation ? observationLines(observation, state.keyNames, width) : []),
			...(rehearsal ? rehearsalLines(rehearsal, state.keyNames, width) : []),
			blank,
			...fix.changes.flatMap((change, index) => [
				...sectionLines(change, fix.changes[index - 1] ?? null, fix.changes, enabled),
				...changeLines(change, enabled.has(change.slug), width),
			]),
			...(fix.changes.length === 0 ? prose(nothingWords(assessed), width) : []),
			blank,
			...pathLines(assessed.attackPaths.length, risk === null ? null : paths, width),
			heading(' COMMAND'),
			...(isManagedByCompose(assessed.facts.raw.Config?.Labels)
				? prose(ofComposeWords(state.keyNames), width, {tone: 'medium'})
				: []),
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

type Result = {readonly risk: FixView['risk']; readonly paths: number};

/** Both rungs side by side, and what is enabled now. */
function headLines(
	state: FixState,
	assessed: AssessedContainer,
	now: Result & Pick<FixView, 'outcome'>,
	width: number,
): readonly Line[] {
	const {outcome} = now;
	const {fix, enabled, rehearsal} = state;
	const rung = rungOf(state);
	const words = (name: string, {risk, paths}: Result): string =>
		`${name} ${risk ? gradeWords(risk) : '?'}${assessed.attackPaths.length > 0 ? `, ${counted(paths, 'attack path')}` : ''}`;
	const shown = rung === null ? words('your selection', now) : rung;
	return [
		line(
			say(safe` ${outcome}`, 'strong'),
			say(`   ${words('safe', fix.safe)}`, rung === 'safe' ? 'strong' : 'muted'),
			say(`   ${words('least', fix.least)}`, rung === 'least' ? 'strong' : 'muted'),
		),
		...prose(
			sanitise(
				`command below: ${shown} (${enabled.size} of ${counted(fix.changes.length, 'change')})${rehearsal?.end?.state === 'worked' ? '' : '; not rehearsed'}`,
			),
			width,
			{tone: 'muted'},
		),
	];
}

/** Where a section begins, its name; where a decision begins, what it is about. */
function sectionLines(
	{section, decides}: FixChange,
	before: FixChange | null,
	all: readonly FixChange[],
	enabled: ReadonlySet<string>,
): readonly Line[] {
	const isNew = before?.section !== section;
	const open = all.filter(one => one.section === 'decide');
	const causes = new Set(open.map(one => one.decides?.cause));
	for (const one of open) if (enabled.has(one.slug)) causes.delete(one.decides?.cause);
	return [
		...(isNew ? [...(before === null ? [] : [blank]), heading(safe` ${sectionTitles[section]}`)] : []),
		...(isNew && section === 'decide' && causes.size > 0
			? [line(say(safe`   ${trusted(counted(causes.size, 'decision'))} open: the command keeps what they are about`, 'high'))]
			: []),
		...(section === 'decide' && decides !== null && (isNew || before?.decides?.cause !== decides.cause)
			? [line(say(safe`   ${decides.about}`, 'strong'))]
			: []),
	];
}

const sectionTitles: Readonly<Record<FixChange['section'], SafeText>> = {
	decide: trusted('DECIDE'),
	tighten: trusted('TIGHTEN'),
	'keep house': trusted('KEEP HOUSE'),
};

/** `[x] safe   --cap-drop ALL …`, then why, what was exercised with it, what it may break; what it removes follows as `without …`. */
function changeLines(
	{remove, add, why, rung, exercised, danger, without, effect, mayBreak, decides, section}: FixChange,
	on: boolean,
	width: number,
): readonly Line[] {
	const flags = sanitise([...add, ...remove.map(flag => `without ${flag}`)].join(' '));
	const [first, ...rest] = prose(flags, width - 13, {indent: 0, tone: on ? 'strong' : 'muted'});
	const words = first?.kind === 'text' ? first.spans : [];
	const isDecision = section === 'decide' && decides !== null;
	const marks = isDecision ? [' ( ) ', ' (•) '] : [' [ ] ', ' [x] '];
	const label = sanitise(isDecision ? `${decides.name} `.padEnd(7) : rung.padEnd(7));
	const below = (text: string): readonly Line[] => prose(sanitise(text), width, {indent: 12, tone: 'muted'});
	const cuts = effect !== null && effect.paths > 0 ? `; cuts ${counted(effect.paths, 'attack path')}` : '';
	return [
		itemLine({copy: flags}, say(marks[Number(on)] ?? '', on ? 'ok' : 'muted'), say(label, 'muted'), ...words),
		...rest.flatMap(more => (more.kind === 'text' ? [line(' '.repeat(12), ...more.spans)] : [])),
		...below(`${why}${cuts}`),
		...(danger === null ? [] : prose(danger, width, {indent: 12, tone: 'high'})),
		...without.flatMap(below),
		...(exercised === null ? [] : below(`exercised with it: ${exercised.did.join(', ')}`)),
		...(mayBreak === null || !on ? [] : below(`may break: ${mayBreak}`)),
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
