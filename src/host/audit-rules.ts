import {type Known, known} from '../answers/index.js';
import type {AuditRules, AuditWatch} from '../facts/index.js';
import {sanitise} from '../terminal/sanitise.js';
import {realPathOf} from './file-facts.js';
import type {HostTree} from './host-tree.js';
import {runProgram} from './run-program.js';

const RULES_FILE = '/etc/audit/audit.rules';
const RULES_DIRECTORY = '/etc/audit/rules.d';

/** The rules that the kernel has loaded (root, on the machine itself), else those of the files that are loaded at boot. */
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
	// augenrules writes rules.d into audit.rules: what stands in the one and not yet in the other is loaded at the next boot.
	for (const path of [...files.sort(), RULES_FILE]) {
		const text = tree.read(path);
		if (!text.known) return text;
		lines.push(...(text.value ?? '').split('\n'));
	}
	const enabled = lines.map(line => /^\s*-e\s+(\d)/.exec(line)?.[1]).findLast(value => value !== undefined);
	return known({source: 'files', enabled: enabled === undefined ? null : enabled !== '0', watched: watchesOf(tree, lines)});
}

/** Rules that record changes of a path. @source auditctl(8): `-w PATH -p PERMS`, `-a always,exit -F path=… -F dir=… -F perm=…` */
export function watchesOf(tree: HostTree, lines: readonly string[]): AuditWatch[] {
	let watches: AuditWatch[] = [];
	for (const line of lines) {
		const words = line.trim().split(/\s+/);
		if (words[0]?.startsWith('#')) continue;
		if (words.includes('-D')) watches = [];
		const watch = watchOf(words);
		if (watch === null) continue;
		watches.push({path: sanitise(watch.path), realPath: sanitise(realPathOf(tree, watch.path)), tree: watch.tree});
	}
	return watches;
}

function watchOf(words: readonly string[]): {path: string; tree: boolean} | null {
	const after = (flag: string) => words[words.indexOf(flag) + 1] ?? '';
	if (words.includes('-w')) {
		const permissions = words.includes('-p') ? after('-p') : 'rwxa';
		return permissions.includes('w') ? {path: withoutSlash(after('-w')), tree: true} : null;
	}
	if (!words.includes('-a') && !words.includes('-A')) return null;
	const list = words.includes('-a') ? after('-a') : after('-A');
	const fields = words.filter((_, index) => words[index - 1] === '-F');
	const field = (name: string) => fields.find(text => text.startsWith(`${name}=`))?.slice(name.length + 1);
	const path = field('path') ?? field('dir');
	if (!list.includes('always') || path === undefined || !(field('perm') ?? 'rwxa').includes('w')) return null;
	return {path: withoutSlash(path), tree: field('dir') !== undefined};
}

const withoutSlash = (path: string): string => (path.length > 1 ? path.replace(/\/+$/, '') : path);
