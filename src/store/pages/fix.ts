import {blank, heading, itemLine, type Line, line, type Page, prose, say} from '../page.js';
import type {FixPlan} from '../services.js';
import type {ContainerContext} from './context.js';

/** The plan: what to change and on what evidence; below it the command that follows from what is switched on. */
export function fixPage({state, services, entry, assessed, width}: ContainerContext): Page {
	if (!services.loadHardener) return {lines: withoutHardener(assessed, width)};
	if (state.fix?.id !== entry.id) return {lines: [line(' the plan is being made …')]};
	const {plan, enabled} = state.fix;
	const {diff} = plan.render(enabled);
	return {
		lines: [
			...plan.changes.map(change => changeLine(change, enabled.has(change.slug))),
			...(plan.changes.length === 0 ? [line(' nothing to change: it is as hard as its configuration can make it')] : []),
			blank,
			heading(' COMMAND'),
			...diff.map(({sign, text}) => line(say(` ${sign} ${text}`, sign === '+' ? 'ok' : sign === '-' ? 'high' : undefined))),
			blank,
			...plan.warnings.flatMap(warning => prose(warning, width, {tone: 'medium'})),
		],
	};
}

const changeLine = ({flags, confidence, evidence}: FixPlan['changes'][number], on: boolean): Line =>
	itemLine(
		{copy: flags},
		say(on ? ' [x] ' : ' [ ] ', on ? 'ok' : 'muted'),
		say(flags, on ? 'strong' : undefined),
		'   ',
		say(confidence),
		'  ',
		say(evidence, 'muted'),
	);

/** Without a plan: what each finding's own remedy says. */
function withoutHardener({verdicts}: ContainerContext['assessed'], width: number): readonly Line[] {
	const remedies = verdicts.flatMap(({verdict, remedy, severity}) =>
		verdict === 'fail' && remedy ? [{...remedy, severity}] : [],
	);
	return [
		line(say(' This run makes no plan; these are the remedies of its findings.', 'strong')),
		blank,
		...remedies.flatMap(({text, flags, severity}) => [
			...prose(text, width),
			...flags.remove.map(flag => line(say(`   - ${flag}`, 'high'))),
			...flags.add.map(flag => line(say(`   + ${flag}`, severity === 'info' ? undefined : 'ok'))),
		]),
	];
}
