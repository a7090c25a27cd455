import type {Severity} from '../facts/severity.js';
import {jsonText} from './json-text.js';

/** `unknown`: no one has rated it. */
type Rating = Severity | 'unknown';

export const sarifLevel = {
	critical: 'error',
	high: 'error',
	medium: 'warning',
	low: 'note',
	info: 'note',
	unknown: 'none',
} as const;

/** GitHub sorts by this number and calls 9.0 and more critical, 7.0 high, 4.0 medium. */
export const securitySeverity: Readonly<Record<Rating, string>> = {
	critical: '9.5',
	high: '8.0',
	medium: '5.5',
	low: '2.5',
	info: '0.5',
	unknown: '0.0',
};

/** In the words of SARIF; what is undefined is omitted. */
type SarifRule = {readonly id: string; readonly properties: object};
type SarifResult = {
	readonly ruleId: string;
	readonly severity: Rating;
	readonly message: string;
	readonly location: object;
	/** The same for the same finding in the next run. */
	readonly partialFingerprints: object;
};

type SarifRun = {
	readonly driver: {readonly version: string; readonly semanticVersion?: string};
	readonly rules: readonly SarifRule[];
	/** The upload of another category leaves the alerts of this one open. */
	readonly category?: string;
	readonly isComplete: boolean;
	readonly endTime: string;
	readonly notes: readonly SarifNote[] | undefined;
	readonly properties: object;
	readonly results: readonly SarifResult[];
};

type SarifNote = {readonly level: 'note' | 'warning' | 'error'; readonly message: {readonly text: string}};

export const sarifNote = (level: SarifNote['level'], text: string): SarifNote => ({level, message: {text}});

/** @source SARIF 2.1.0, OASIS */
export function sarifLog({driver, rules, category, isComplete, endTime, notes, properties, results}: SarifRun): string {
	const indexOf = new Map(rules.map(({id}, index) => [id, index]));
	const run = {
		tool: {driver: {name: 'dockscope', ...driver, rules}},
		automationDetails: category === undefined ? undefined : {id: category},
		invocations: [{executionSuccessful: isComplete, endTimeUtc: endTime, toolExecutionNotifications: notes}],
		properties,
		results: results.map(({ruleId, severity, message, location, ...rest}) => ({
			ruleId,
			ruleIndex: indexOf.get(ruleId),
			level: sarifLevel[severity],
			message: {text: message},
			locations: [location],
			...rest,
		})),
	};
	return jsonText({$schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run]});
}
