import {counted, inLetters, jsonText, type TableStyle} from '../../base/index.js';
import {flagChanges} from '../changes/change.js';
import type {FleetModel} from '../inventory/fleet-model.js';
import type {AssessedContainer} from '../risk/assessment.js';
import {gradeWords, lowerBoundWords, rulesText, whyGrade} from '../risk/grade-words.js';
import {openCauses} from '../risk/score.js';
import {type ContainerVerdict, isWaived} from '../rules/verdict.js';
import type {PolicySummary} from './audit-report.js';
import {auditReport, everyVerdict, hiddenOf} from './build-audit-report.js';
import {cisLabel, evidenceText, policyLines, remedyText, statement} from './report-text.js';

/** `dockscope inspect --format json`: the audit of one container with its effective facts; the raw answer stays out, it holds secrets. */
export function containerJson(
	container: AssessedContainer,
	model: FleetModel,
	about: {version: string; now: string; policy?: PolicySummary},
): string {
	const {tool, generatedAt, engine, targets, verdicts, blindSpots} = auditReport(model, about, {
		container: id => id === container.facts.id,
		engineToo: false,
		verdict: everyVerdict,
		listed: everyVerdict,
		unseenToo: false,
	});
	const {raw: _raw, ...facts} = container.facts;
	const document = {
		schema: 'dockscope.inspect/1',
		tool,
		generatedAt,
		engine,
		...(about.policy === undefined ? {} : {policy: about.policy}),
		target: targets[0] ?? null,
		facts,
		verdicts,
		blindSpots,
	};
	return jsonText(document, (_key, value) => (value instanceof Set ? [...value] : value));
}

/** One container for people: why this grade, the attack paths, each finding with evidence and remedy. */
export function containerTable(
	container: AssessedContainer,
	all: boolean,
	style: TableStyle,
	policy: PolicySummary | undefined = undefined,
): string {
	const {facts, risk, badges} = container;
	const arrow = style.ascii ? ' -> ' : ' → ';
	const lines = [
		`${facts.name}   ${gradeWords(risk)}   ${facts.status}   ${badges.map(({word}) => word).join(' ')}`,
		`image ${facts.image}   id ${facts.id.slice(0, 12)}${facts.compose === null ? '' : `   compose ${facts.compose.project}/${facts.compose.service}`}`,
		...policyLines({policy, summary: hiddenOf([container])}),
		'',
		whyGrade(risk),
		...risk.factors.map(
			({points, severity, label, also}) => `  ${`+${points}`.padStart(5)}  ${severity.padEnd(8)}  ${label}${rulesText(also)}`,
		),
		...(risk.isLowerBound ? [`        ${lowerBoundWords}`] : []),
		...risk.mitigations.map(mitigation => `        mitigated by ${mitigation}`),
		'',
		...attackPaths(container, arrow),
		...findings(container, all),
	];
	return inLetters(`${lines.join('\n').trimEnd()}\n`, style);
}

function attackPaths({attackPaths: paths}: AssessedContainer, arrow: string): string[] {
	if (paths.length === 0) return [];
	return [
		'ATTACK PATHS',
		...paths.flatMap(({severity, hops, cutBy}) => {
			const flags = flagChanges(cutBy);
			return [
				`  ${severity.padEnd(8)}  ${hops.map(({label}) => label).join(arrow)}`,
				`            cut by: ${flags.length > 0 ? `${flags.join(', ')}: ` : ''}${cutBy.text}`,
			];
		}),
		'',
	];
}

/** The causes, worst first, each with the rules that report it; then what is waived; then, if asked for, what does not fail. */
function findings({verdicts}: AssessedContainer, all: boolean): string[] {
	const causes = openCauses(verdicts);
	const waived = verdicts.filter(isWaived);
	const others = all ? verdicts.filter(({verdict}) => verdict !== 'fail') : [];
	const count = verdicts.filter(({verdict}) => verdict === 'fail').length;
	return [
		`FINDINGS ${count}${causes.length + waived.length < count ? `, from ${counted(causes.length + waived.length, 'cause')}` : ''}`,
		...causes.flatMap(({worst, others: same}) => [
			...findingLines(worst),
			...same.flatMap(verdict => findingLines(verdict, 'same cause: ')),
		]),
		...[...waived, ...others].flatMap(verdict => findingLines(verdict)),
	];
}

function findingLines(verdict: ContainerVerdict, before = ''): string[] {
	const label = cisLabel(verdict.cis);
	const head = `  ${(verdict.verdict === 'fail' ? verdict.severity : verdict.verdict).padEnd(14)}  ${before}${verdict.title}  (${verdict.rule}${label === '' ? '' : `, ${label}`})`;
	const detail = [
		statement(verdict),
		evidenceText(verdict),
		verdict.reasons.map(({source, reason}) => `${source}: ${reason}`).join('; '),
		verdict.verdict === 'fail' && verdict.remedy !== null ? `fix: ${remedyText(verdict)}` : '',
		verdict.waived === null ? '' : `${verdict.waived.expired ? 'waiver expired' : 'waived'}: ${verdict.waived.reason}`,
	].filter(text => text !== '');
	return [head, ...detail.map(text => `                  ${text}`)];
}
