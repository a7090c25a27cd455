import type {
	BlindSpot,
	ContainerFacts,
	ContainerInspect,
	EngineFacts,
	EngineInfo,
	HostFacts,
	ImageFacts,
	ImageHistoryRow,
	ImageInspect,
	SafeText,
	Severity,
} from '../../base/index.js';
import type {ChangeDraft} from '../changes/change.js';
import type {MitigatingFactor} from './dangers/mitigating-factors.js';
import type {ContainerScope, EngineScope, HostScope, ImageScope, RuleSettings} from './scope.js';
import type {Evidence, Judgement} from './verdict.js';

/** The number of one recommendation in each version of the CIS Docker Benchmark; empty for what the benchmark does not have. */
export type CisIds = Partial<Record<'1.6.0' | '1.7.0' | '1.8.0', string>>;

type Page = {
	/** The id of the rule, in policy files and reports: it never changes. `container-privileged` */
	readonly slug: string;
	/** What is wrong when it fails, in at most eight words that a person would search for. */
	readonly title: string;
	readonly cis: CisIds;
	readonly severity: Severity;
	/** What an attacker gains from it, or why it matters, in one or two sentences. */
	readonly rationale: string;
	/** Man pages, documentation, advisories. */
	readonly references: readonly string[];
	/** Factors that lower its severity by one step; applied in `src/judge/risk/mitigation.ts`, nowhere else. */
	readonly mitigatedBy?: readonly MitigatingFactor[];
	/** Its severity comes from the table of dangers, who can use them and mitigating factors included. */
	readonly weighed?: true;
	/** Whether one of them does so for this container; without it, each does for all. */
	readonly helps?: (factor: MitigatingFactor, container: ContainerFacts) => boolean;
};

/** A part of an answer, laid over a plain default one. */
export type ContainerExample = Omit<Partial<ContainerInspect>, 'Id'> & {
	readonly engineInfo?: EngineInfo;
	readonly image?: Partial<ImageInspect>;
	/** Other containers of the fleet, by name. */
	readonly others?: readonly (Partial<ContainerInspect> & {readonly Id: string; readonly Name: string})[];
	/** Facts that no inspect carries (processes, truth, changes…), laid over the computed ones. */
	readonly facts?: Partial<ContainerFacts>;
	/** Laid over the facts of the engine and of the image, as `facts` is over those of the container. */
	readonly engine?: Partial<EngineFacts>;
	readonly imageFacts?: Partial<ImageFacts>;
	readonly host?: Partial<HostFacts>;
	readonly settings?: Partial<RuleSettings>;
};
export type ImageExample = Partial<ImageInspect> & {
	readonly history?: readonly ImageHistoryRow[];
	readonly engineInfo?: EngineInfo;
	readonly facts?: Partial<ImageFacts>;
	readonly settings?: Partial<RuleSettings>;
	readonly now?: string;
};
export type EngineExample = {
	readonly facts?: Partial<EngineFacts>;
	readonly host?: Partial<HostFacts>;
	readonly containers?: readonly (Partial<ContainerInspect> & {readonly Id: string; readonly Name: string})[];
	readonly images?: readonly Partial<ImageInspect>[];
	readonly now?: string;
};
export type HostExample = {readonly host: Partial<HostFacts>; readonly facts?: Partial<EngineFacts>};

type RuleOf<Kind, Scope, Example> = Page & {
	readonly target: Kind;
	readonly check: (scope: Scope) => Judgement;
	readonly remedy: (scope: Scope) => ChangeDraft;
	readonly examples: {readonly bad: Example; readonly good: Example};
};

export type ContainerRule = RuleOf<'container', ContainerScope, ContainerExample>;
export type ImageRule = RuleOf<'image', ImageScope, ImageExample>;
export type EngineRule = RuleOf<'engine', EngineScope, EngineExample>;
export type SwarmRule = RuleOf<'swarm', EngineScope, EngineExample>;
export type HostRule = RuleOf<'host', HostScope, HostExample>;
/** What rules that judge alike take from one place: `...ownedByRoot(file)`. */
export type HostRulePart = Pick<HostRule, 'check' | 'remedy' | 'examples'>;
export type EngineRulePart = Pick<EngineRule, 'check' | 'remedy' | 'examples'>;
export type Rule = ContainerRule | ImageRule | EngineRule | SwarmRule | HostRule;

/** The id of a recommendation that kept it, or the one it has since 1.8.0. */
export const cisIds = (id: string, since18: string = id): CisIds => ({'1.6.0': id, '1.7.0': id, '1.8.0': since18});

/** Keeps the literal types of one rule page. */
export function defineRule<const R extends Rule>(rule: R): R {
	return rule;
}

/** Verdicts of a check, each with what was read. */
export const pass = (...evidence: Evidence[]): Judgement => ({verdict: 'pass', evidence});
export const fail = (...evidence: Evidence[]): Judgement => ({verdict: 'fail', evidence});
/** A failure whose severity or wording differs for this target. */
export const failAs = (
	how: {
		severity?: Severity | undefined;
		detail?: SafeText | string | undefined;
		/** What it rests on, where its remedy does not say so. */
		causes?: readonly string[] | undefined;
	},
	...evidence: Evidence[]
): Judgement => ({
	verdict: 'fail',
	evidence,
	...(how.severity === undefined ? {} : {severity: how.severity}),
	...(how.detail === undefined ? {} : {detail: how.detail}),
	...(how.causes === undefined ? {} : {causes: how.causes}),
});
export const info = (...evidence: Evidence[]): Judgement => ({verdict: 'info', evidence});
/** The deciding facts could not be seen. */
export const cannotTell = (...reasons: BlindSpot[]): Judgement => ({verdict: 'unknown', reasons});
/** The rule does not apply to this target. */
export const notApplicable = (why: string): Judgement => ({verdict: 'not-applicable', why});

type Value = Evidence['value'] | readonly string[];

const seen =
	(source: string) =>
	(path: string, value: Value): Evidence => ({source, path, value: text(value)});

/** What `GET /containers/{id}/json` says; `path` as in its answer. Values are sanitised text of the facts, never a secret. */
export const fromInspect = seen('inspect');
/** What `GET /info` says. */
export const fromInfo = seen('info');
/** What `GET /containers/{id}/top` shows. */
export const fromTop = seen('top');
/** What /proc shows of the container's first process. */
export const fromProc = seen('proc');
/** What `GET /networks` says. */
export const fromNetworks = seen('networks');
/** What `GET /containers/{id}/changes` shows. */
export const fromChanges = seen('changes');
/** What `GET /exec/{id}/json` says. */
export const fromExec = seen('exec');
/** What the image's inspect says. */
export const fromImage = seen('image');
/** What a file or table of the host says. */
export const fromHost = seen('host');
/** What the policy file asks for. */
export const fromPolicy = seen('policy');

/** A list reads `none` when it is empty: an empty cell could mean that it was not checked. */
const text = (value: Value): Evidence['value'] =>
	Array.isArray(value) ? (value.length === 0 ? 'none' : value.join(', ')) : (value as Evidence['value']);

/** `/info` has not answered, or does not have this field. */
export const infoMissing = (path: string): Judgement =>
	cannotTell({source: 'engine:/info', reason: `the engine did not report ${path}`});

/** A fact that was not seen, as a judgement. */
export const notSeen = (fact: {readonly known: false; readonly reason: BlindSpot}): Judgement => cannotTell(fact.reason);
