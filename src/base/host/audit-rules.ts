import {type Known, known} from '../answers/index.js';
import type {AuditRules, AuditWatch} from '../facts/index.js';
import {sanitise} from '../text/safe-text.js';
import {trimEndOf} from '../text/trim-end.js';
import {realPathOf} from './file-facts.js';
import type {HostTree} from './host-tree.js';
import {runProgram} from './run-program.js';

const RULES_FILE = '/etc/audit/audit.rules';
const RULES_DIRECTORY = '/etc/audit/rules.d';

/** The rules loaded in the kernel (needs root on the host itself), else those of the files that are loaded at boot. */
export async function readAuditRules(tree: HostTree): Promise<Known<AuditRules>> {
	if (tree.root === '/' && process.getuid?.() === 0) {
		const [rules, state] = await Promise.all([runProgram('auditctl', ['-l']), runProgram('auditctl', ['-s'])]);
		if (rules !== null) {
			const enabled = /^enabled (\d)/m.exec(state ?? '')?.[1];
			return known({
				source: 'kernel',
				enabled: enabled === undefined ? null : enabled !== '0',
				watched: watchesOf(tree, rules.split('\n')),
			});
		}
	}
	return readRuleFiles(tree);
}

function readRuleFiles(tree: HostTree): Known<AuditRules> {
	const names = tree.list(RULES_DIRECTORY);
	if (!names.known) return names;
	const files = (names.value ?? []).filter(name => name.endsWith('.rules')).map(name => `${RULES_DIRECTORY}/${name}`);
	const lines: string[] = [];
	// augenrules merges rules.d into audit.rules: what is only in rules.d is loaded at the next boot.
	for (const path of [...files.sort(), RULES_FILE]) {
		const text = tree.read(path);
		if (!text.known) return text;
		for (const line of (text.value ?? '').split('\n')) lines.push(line);
	}
	const enabled = lines.map(line => /^\s*-e\s+(\d)/.exec(line)?.[1]).findLast(value => value !== undefined);
	return known({source: 'files', enabled: enabled === undefined ? null : enabled !== '0', watched: watchesOf(tree, lines)});
}

/**
 * Rules that record changes of a path, or exclude it from recording, in evaluation order: the first match decides.
 *
 * @source auditctl(8): `-w PATH -p PERMS`, `-a always,exit -F path=… -F dir=… -F perm=…`; `-A` inserts a rule before all others
 */
export function watchesOf(tree: HostTree, lines: readonly string[]): AuditWatch[] {
	let watches: AuditWatch[] = [];
	for (const line of lines) {
		const words = line.trim().split(/\s+/);
		if (words[0]?.startsWith('#')) continue;
		if (words.includes('-D')) watches = [];
		const watch = watchOf(words);
		if (watch === null) continue;
		const {path, first, ...kind} = watch;
		const whole = {path: sanitise(path), realPath: sanitise(realPathOf(tree, path)), ...kind};
		if (first) watches.unshift(whole);
		else watches.push(whole);
	}
	return watches;
}

type Watch = {readonly path: string; readonly tree: boolean; readonly never?: true; readonly first: boolean};

function watchOf(words: readonly string[]): Watch | null {
	const after = (flag: string) => words[words.indexOf(flag) + 1] ?? '';
	if (words.includes('-w')) {
		const permissions = words.includes('-p') ? after('-p') : 'rwxa';
		return permissions.includes('w') ? {path: withoutSlash(after('-w')), tree: true, first: false} : null;
	}
	if (!words.includes('-a') && !words.includes('-A')) return null;
	const list = (words.includes('-a') ? after('-a') : after('-A')).split(',');
	const fields = words.filter((_, index) => words[index - 1] === '-F');
	// Without a task context there is no record: a `never` rule for all tasks disables every watch. @source audit.rules(7)
	const everyTask = list.includes('task') && list.includes('never') && fields.length === 0;
	if (everyTask) return {path: '/', tree: true, never: true, first: true};
	if (!list.includes('exit')) return null;
	const first = !words.includes('-a');
	const field = (name: string) => fields.find(text => text.startsWith(`${name}=`))?.slice(name.length + 1);
	const path = field('path') ?? field('dir');
	const changes = (field('perm') ?? 'rwxa').includes('w');
	if (list.includes('never')) return changes && isWhole(words, fields) ? unrecorded(path, field('dir'), first) : null;
	if (!list.includes('always') || path === undefined || !changes || fields.some(isFailure)) return null;
	return {path: withoutSlash(path), tree: field('dir') !== undefined, first};
}

const unrecorded = (path: string | undefined, directory: string | undefined, first: boolean): Watch => ({
	path: withoutSlash(path ?? '/'),
	tree: path === undefined || directory !== undefined,
	never: true,
	first,
});

/** A `never` rule limited to some users, programs or syscalls excludes only those from recording. */
const isWhole = (words: readonly string[], fields: readonly string[]): boolean =>
	words.every((word, index) => words[index - 1] !== '-S' || word === 'all') &&
	fields.every(field => /^(?:path|dir|perm|key)=|^arch=b64$/.test(field));

/** Failed attempts have changed nothing. */
const isFailure = (field: string): boolean => /^success(?:=(?:0|no)|!=(?:1|yes))$|^exit(?:=-|<=?-|<0$)/.test(field);

const withoutSlash = (path: string): string => (path.length > 1 ? trimEndOf(path, '/') : path);
