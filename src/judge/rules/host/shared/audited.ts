import {
	type AuditRules,
	type AuditWatch,
	type FileFacts,
	type HostFacts,
	known,
	shellQuote,
	trusted,
} from '../../../../base/index.js';
import {cannotTell, fail, failAs, fromHost, type HostRule, type HostRulePart, pass} from '../../rule.js';
import type {Judgement} from '../../verdict.js';
import type {HostFile} from './host-file.js';

/** A rule's check, remedy and examples for files of which the kernel must record changes. Files that this host lacks are skipped. */
export function audited(...wanted: readonly [HostFile, ...HostFile[]]): Pick<HostRule, 'severity' | 'references'> & HostRulePart {
	return {
		severity: 'low',
		references: ['auditctl(8)', 'audit.rules(7)'],
		check: scope => {
			const found = wanted.map(file => file.find(scope));
			const files = found.flatMap(each => ('file' in each ? [each.file] : []));
			const unknown = found.find(each => 'none' in each && each.none.verdict === 'unknown');
			if (unknown !== undefined && 'none' in unknown) return unknown.none;
			const nothing = found.find(each => 'none' in each);
			if (files.length === 0 && nothing !== undefined && 'none' in nothing) return nothing.none;
			return judgeAudit(scope.host, files);
		},
		remedy: scope => {
			const found = wanted.map(file => file.find(scope));
			const paths = found.flatMap(each => ('file' in each ? [each.file.path] : []));
			const key = scope.engine.kind;
			return {
				text: `Audit changes: ${paths.map(path => `auditctl -w ${shellQuote(path)} -p rwxa -k ${key}`).join('; ')}, and add the same lines without "auditctl" to /etc/audit/rules.d/${key}.rules.`,
				mayBreak: 'Nothing, but a busy directory can fill the audit log.',
			};
		},
		examples: {
			bad: {host: exampleHost(wanted, path => `${path}-other`)},
			good: {host: exampleHost(wanted, path => path)},
		},
	};
}

function judgeAudit(host: HostFacts, files: readonly FileFacts[]): Judgement {
	if (!host.auditRules.known) return cannotTell(host.auditRules.reason);
	const rules = host.auditRules.value;
	const where = rules.source === 'kernel' ? 'auditctl -l' : '/etc/audit/rules.d';
	if (rules.enabled === false) return failAs({detail: 'auditing is disabled'}, fromHost('audit enabled', 0));
	const bare = files.filter(file => !isWatched(rules, file));
	return bare.length === 0
		? pass(...files.map(({path}) => fromHost(where, `watches ${path}`)))
		: fail(...bare.map(({path}) => fromHost(where, `no rule that records changes of ${path}`)));
}

/** The first rule for the file itself, or for a directory above it, records. A longer path that begins alike is another file. */
function isWatched({watched}: AuditRules, {path, realPath, kind}: FileFacts): boolean {
	const names = [path, ...(realPath === null ? [] : [realPath])];
	const first = watched.find(watch => names.some(name => covers(watch, name, kind === 'directory')));
	return first !== undefined && first.never !== true;
}

function covers(watch: AuditWatch, name: string, directory: boolean): boolean {
	return [watch.path, watch.realPath].some(watched =>
		watched === name ? watch.tree || !directory : watch.tree && name.startsWith(`${watched === '/' ? '' : watched}/`),
	);
}

/** A host that has all of the files, with a rule for each of the paths that `watch` gives. */
function exampleHost(wanted: readonly HostFile[], watch: (path: string) => string): Partial<HostFacts> {
	const parts = wanted.map(file => file.example({}));
	const files = Object.fromEntries(parts.flatMap(part => Object.entries(part.files ?? {})));
	const watched = Object.keys(files).map(path => ({path: trusted(watch(path)), realPath: trusted(watch(path)), tree: true}));
	return {
		...Object.fromEntries(parts.flatMap(part => Object.entries(part))),
		files,
		units: Object.fromEntries(parts.flatMap(part => Object.entries(part.units ?? {}))),
		auditRules: known({source: 'kernel', enabled: true, watched}),
	};
}
