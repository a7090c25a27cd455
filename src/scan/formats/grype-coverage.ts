import {type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import type {CoveragePart} from '../coverage.js';
import {systemEcosystem, unsupported} from '../distribution-support.js';
import {at, entries, list, rawText, text, texts} from './json.js';
import {endOfLife} from './trivy-coverage.js';

/**
 * What a Grype report says of its coverage: the distribution, and alerts about packages that were not matched. It lists no packages without
 * findings. @source anchore/grype grype/presenter/models/alerts.go, since 0.106
 */
export function grypeCoverage(report: unknown): readonly CoveragePart[] {
	const family = rawText(at(report, 'distro', 'name'));
	if (family === '') return [];
	const version = at(report, 'distro', 'version');
	const system = {family, release: version === undefined ? undefined : text(version)};
	const alerts = list(at(report, 'alertsByPackage')).flatMap(one => list(at(one, 'alerts')));
	const has = (type: string) => alerts.some(alert => at(alert, 'type') === type);
	const unmatched = has('distro-unknown') || has('distro-disabled');
	const reason =
		(unmatched ? safe`Grype did not match the packages of ${sanitise(family)}` : null) ??
		unsupported(system, 'Grype') ??
		(has('distro-eol') ? endOfLife : null);
	return [
		{ecosystem: systemEcosystem(system), catalogued: null, judged: reason === null || reason === endOfLife ? null : 0, reason},
	];
}

/** The settings of Grype that hide findings, from the configuration that it writes into its report. @source grype/cmd/grype/cli/options */
export function grypeFilters(report: unknown): readonly SafeText[] {
	const configuration = at(report, 'descriptor', 'configuration');
	const set = (...keys: readonly string[]) => keys.some(key => at(configuration, key) === true);
	const states = text(at(configuration, 'ignore-wontfix')) ?? text(at(configuration, 'ignore-states'));
	const distribution = text(at(configuration, 'distro'));
	const excluded = texts(at(configuration, 'exclude'));
	const ignored = list(at(report, 'ignoredMatches')).filter(match => !isDefault(match)).length;
	return [
		...(set('only-fixed', 'onlyFixed') ? [trusted('only with a fix (only-fixed of Grype)')] : []),
		...(set('only-notfixed', 'onlyNotFixed') ? [trusted('only without a fix (only-notfixed of Grype)')] : []),
		...(distribution === null ? [] : [safe`judged as another distribution: ${distribution} (distro of Grype)`]),
		...(states === null ? [] : [safe`not those with the state ${states} (ignore-states of Grype)`]),
		...(excluded.length === 0 ? [] : [safe`paths left out: ${sanitise(excluded.slice(0, 5).join(', '))} (exclude of Grype)`]),
		...(ignored === 0 ? [] : [safe`${ignored} hidden by ignore rules or VEX documents of Grype`]),
		...(ignored === 0 && list(at(configuration, 'ignore')).some(rule => !isDefaultRule(rule))
			? [trusted('ignore rules (ignore of Grype)')]
			: []),
	];
}

/** Hidden only by Grype's own rules for kernel headers, which are no code that runs. @source anchore/grype cmd/grype/cli/commands/root.go */
const isDefault = (match: unknown): boolean => {
	const rules = list(at(match, 'appliedIgnoreRules'));
	return rules.length > 0 && rules.every(isDefaultRule);
};

const isDefaultRule = (rule: unknown): boolean =>
	rawText(at(rule, 'vulnerability')) === '' &&
	/^(kernel-headers|linux-libc-dev|linux\(-\.\*\)\?-headers-\.\*)$/.test(rawText(at(rule, 'package', 'name'))) &&
	entries(at(rule, 'package')).every(([key, value]) => ['name', 'type', 'upstream-name'].includes(key) || value === '');
