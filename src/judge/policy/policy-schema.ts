import * as v from 'valibot';
import {
	choiceSchema,
	listSchema,
	mappingSchema,
	namedSchema,
	quoted,
	registryHost,
	severities,
	textSchema,
	writtenSchema,
} from '../../base/index.js';
import {type NamedRule, slugOf} from '../rules/rule-name.js';
import {problemOfFlag} from '../rules/shared/required-flags.js';
import {conditionSchema} from './condition-schema.js';
import {notifySchema} from './notify-schema.js';
import {profileNames} from './profiles/index.js';
import {exceptionSchema, waiverSchema} from './waiver-schema.js';

const slugPattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const advisoryPattern = /^(CVE-\d{4}-\d{4,}|GHSA(-[0-9a-z]{4}){3})$/;
/** As an image names it; docs.docker.com/reference/cli/docker/image/tag (host and port). */
const registryPattern = /^([A-Za-z\d]([A-Za-z\d.-]*[A-Za-z\d])?|\[[\dA-Fa-f:]+\])(:\d+)?$/;
/** What `parseCisName` reads. */
const cisPattern = '^([Cc][Ii][Ss][- ]?)?(1\\.[678](\\.0)?[-:])?[0-9]+(\\.[0-9]+)+$';

const registry = v.pipe(
	textSchema,
	v.regex(
		registryPattern,
		({input}) => `${quoted(input)} is not a registry: use only its host name, like docker.io or registry.example.com:5000`,
	),
	v.transform(registryHost),
);
const requiredFlag = v.pipe(
	textSchema,
	v.rawCheck(({dataset, addIssue}) => {
		const problem = dataset.typed ? problemOfFlag(dataset.value) : null;
		if (problem !== null) addIssue({message: problem});
	}),
);

/**
 * What a policy file may say. Each schema is for one file: a rule that it adds is known in what follows.
 *
 * @param rules  the rules that exist
 * @param detections  slugs of the detections that exist
 */
export function policySchema(rules: readonly NamedRule[], detections: readonly string[]) {
	const {rule, ruleOrAdvisory, severityOf, ownRule} = ruleSchemas(rules);
	return v.nullish(
		mappingSchema({
			extends: v.pipe(
				v.nullish(choiceSchema(profileNames), null),
				v.description('A shipped profile to start from: dockscope policy show NAME prints it.'),
			),
			rules: v.pipe(v.nullish(listSchema(ownRule), []), v.description('Your own rules about containers.')),
			severities: v.pipe(
				v.nullish(namedSchema(severityOf, choiceSchema(severities)), {}),
				v.description('Severity of a rule, by its slug or CIS id; wins over what mitigates it.'),
			),
			disabled: v.pipe(v.nullish(listSchema(rule), []), v.description('Rules that are not judged.')),
			enabled: v.pipe(
				v.nullish(listSchema(rule), []),
				v.description('Rules that are judged although the profile disables them.'),
			),
			// An entry that is not a host would silently allow nothing.
			allowedRegistries: v.pipe(
				v.nullish(listSchema(registry), null),
				v.description('Registries from which images may come, each by its host and port; without this key, any.'),
			),
			requiredFlags: v.pipe(
				v.nullish(listSchema(requiredFlag), null),
				v.description(
					'docker run flags that every container must have been created with: a flag without a value asks that it was given, with a value that it has this one (a limit may be narrower), --privileged=false that it was not.',
				),
			),
			waivers: v.pipe(
				v.nullish(listSchema(waiverSchema(ruleOrAdvisory)), []),
				v.description('Findings that are accepted, with the reason, and until when.'),
			),
			exceptions: v.pipe(
				v.nullish(listSchema(exceptionSchema(detections)), []),
				v.description(
					'Alerts of dockscope record that are expected, with the reason, and until when: they are stored, but neither shown nor sent.',
				),
			),
			notify: v.pipe(
				v.nullish(listSchema(notifySchema), []),
				v.description('Who gets the alerts of dockscope record; each entry has exactly one of program, webhook, ntfy and mail.'),
			),
		}),
		{},
	);
}

/** How a policy names a rule, and adds one. */
function ruleSchemas(rules: readonly NamedRule[]) {
	const known = [...rules];
	const severitySet = new Set<string>();
	const named = v.rawTransform<string, string>(({dataset: {value}, addIssue}) => {
		const found = slugOf(value, known);
		if ('problem' in found) addIssue({message: found.problem});
		return 'slug' in found ? found.slug : value;
	});
	const ruleNames = [{type: 'string', pattern: slugPattern.source}, {type: 'number'}, {type: 'string', pattern: cisPattern}];
	const rule = v.pipe(
		writtenSchema,
		v.metadata({
			description:
				'A slug, or the id of a recommendation of the CIS Docker Benchmark: 5.26 or CIS-5.26 (of 1.6.0), CIS-1.8.0-2.14.',
			anyOf: ruleNames,
		}),
		named,
	);
	// A waiver may also accept a vulnerability, by the name that its page shows.
	const ruleOrAdvisory = v.pipe(
		writtenSchema,
		v.metadata({anyOf: [...ruleNames, {type: 'string', pattern: advisoryPattern.source}]}),
		v.rawTransform(({dataset: {value}, addIssue}) => {
			const found = advisoryPattern.test(value) ? {slug: value} : slugOf(value, known);
			if ('problem' in found) addIssue({message: found.problem});
			return 'slug' in found ? found.slug : value;
		}),
	);
	const severityOf = v.pipe(
		v.string(),
		named,
		v.check(
			slug => !severitySet.has(slug) && severitySet.add(slug).has(slug),
			({input}) => `the severity of ${input} is set twice`,
		),
	);
	const newSlug = v.pipe(
		textSchema,
		v.regex(slugPattern, ({input}) => `${quoted(input)} is not a slug: lower case words joined by hyphens, like own-team-label`),
		v.check(
			slug => !known.some(one => one.slug === slug) && known.push({slug, cis: {}}) > 0,
			({input}) => `"${input}" is already the slug of another rule: choose another one`,
		),
	);
	const ownRule = mappingSchema({
		slug: newSlug,
		title: textSchema,
		severity: choiceSchema(severities),
		when: conditionSchema,
		remedy: v.optional(textSchema),
	});
	return {rule, ruleOrAdvisory, severityOf, ownRule};
}
