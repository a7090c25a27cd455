import type {SafeText} from '../base/index.js';

/** Failures that concern a scanner's database. */
export const databaseFailures = [
	'no-database',
	'no-java-database',
	'database-damaged',
	'database-too-old',
	'database-too-new',
] as const;
export type DatabaseFailure = (typeof databaseFailures)[number];

/** Why a scan failed; each kind has its own next step. */
const failureKinds = [
	...databaseFailures,
	'rate-limited',
	'no-network',
	'image-gone',
	'permission',
	'login-needed',
	'disk-full',
	'timed-out',
	'scanner-too-old',
	'scanner-missing',
	'malicious',
	'unsupported',
	'crashed',
	'garbage-output',
	'output-too-large',
	'cancelled',
] as const;
export type FailureKind = (typeof failureKinds)[number];

export type ScanFailure = {
	readonly kind: FailureKind;
	readonly message: SafeText;
	readonly next: SafeText;
	/** The last lines that the scanner wrote to stderr. */
	readonly log: readonly SafeText[];
};

/** A scan that cannot produce a report. */
export class ScanError extends Error {
	override readonly name = 'ScanError';

	constructor(readonly failure: ScanFailure) {
		super(failure.message);
	}
}
