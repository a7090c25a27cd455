import * as v from 'valibot';
import {mappingSchema, nearest, place, quoted, textSchema} from '../../base/index.js';

/** `YYYY-MM-DD`, a day that exists. */
const date = v.pipe(
	v.string(`${place} must be a date like 2027-01-31`),
	v.description('The last day on which it holds.'),
	v.metadata({pattern: '^\\d{4}-\\d{2}-\\d{2}$'}),
	v.check(isDate, ({input}) => `${place} must be a date like 2027-01-31: ${quoted(input)} is not`),
);

/** True for a calendar day written `YYYY-MM-DD`. */
function isDate(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const time = Date.parse(`${text}T00:00:00Z`);
	return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const target = v.pipe(
	mappingSchema({name: v.optional(textSchema), service: v.optional(textSchema), image: v.optional(textSchema)}),
	v.description('Patterns with * and ?; each one given must match. Without it, every target.'),
	v.minEntries(1, `${place} needs one of name, service, image; omit it to cover every target`),
);

/** What waivers and exceptions have in common. A reason is not a formality: one without it is an error. */
const common = {
	target: v.optional(target),
	reason: textSchema,
	owner: v.optional(textSchema),
	expires: v.optional(date),
};

type Written = {
	readonly target?: v.InferOutput<typeof target> | undefined;
	readonly owner?: string | undefined;
	readonly expires?: string | undefined;
};

const completed = ({target: of, owner, expires}: Written) => ({target: of ?? {}, owner: owner ?? null, expires: expires ?? null});

/** @param rule  the names that a waiver may have */
export const waiverSchema = (rule: v.GenericSchema<string | number, string>) =>
	v.pipe(
		mappingSchema({rule, ...common}),
		v.transform(waiver => ({...waiver, ...completed(waiver)})),
	);

/** Like a waiver, but for alerts of the recorder. @param detections  slugs that exist */
export const exceptionSchema = (detections: readonly string[]) =>
	v.pipe(
		mappingSchema({
			detection: v.pipe(
				textSchema,
				v.description('Slug of a detection: runtime-shell.'),
				v.metadata({pattern: '^runtime(-[a-z0-9]+)+$'}),
				v.check(
					name => detections.includes(name),
					({input}) => `unknown detection ${quoted(input)}${nearest(input, detections)}`,
				),
			),
			match: v.optional(
				v.pipe(textSchema, v.description('Pattern with * and ? for the text of the alert; without it, any.')),
				'*',
			),
			...common,
		}),
		v.transform(exception => ({...exception, ...completed(exception)})),
	);
