import {describe, expect, it} from 'vitest';
import type {Capability} from '../../../src/base/facts/index.js';
import {trusted} from '../../../src/base/text/safe-text.js';
import {askedFor, isDeciding} from '../../../src/base/trace/deciding-checks.js';
import {reasonIn} from '../../../src/base/trace/stack-lines.js';
import {traceLines} from '../../../src/base/trace/trace-lines.js';

const line = (pid: number, event: string): string => `     sh-${pid}  [001] .....  100.000001: ${event}`;
const check = (pid: number, capability: number, result = 0): string =>
	line(pid, `cap_capable: cred 0000000000000001, target_ns 00000000aa, capable_ns 00000000aa, cap ${capability}, ret ${result}`);
const stack = (pid: number, ...functions: readonly string[]): string =>
	[line(pid, '<stack trace>'), ...['cap_capable', ...functions].map(name => ` => ${name}`)].join('\n');
const sysAdmin = 21;
const allowed = new Set<Capability>(['SYS_ADMIN', 'FOWNER']);

describe('the stack of a check, as Linux 6.18 writes it', () => {
	it.each([
		['ns_capable setattr_prepare ext4_setattr notify_change ovl_setattr notify_change chown_common', 'overlay'],
		['capable_wrt_inode_uidgid generic_permission inode_permission ovl_permission inode_permission', 'overlay'],
		['capable xattr_permission vfs_getxattr ovl_check_metacopy_xattr', 'overlay'],
		['ns_capable_noaudit simple_xattr_list ovl_listxattr listxattr', 'overlay'],
		['ns_capable_noaudit ovl_listxattr listxattr', 'other'],
		['ns_capable ovl_open_realfile ovl_real_file_path', 'overlay'],
		['capable_wrt_inode_uidgid setattr_prepare ovl_setattr notify_change chown_common', 'other'],
		['capable_wrt_inode_uidgid generic_permission ovl_permission inode_permission link_path_walk', 'permission'],
		['ns_capable ovl_set_acl vfs_set_acl', 'other'],
		['capable_wrt_inode_uidgid generic_permission inode_permission link_path_walk', 'permission'],
		['cap_vm_enough_memory security_vm_enough_memory_mm mmap_region do_mmap', 'memory'],
		['security_vm_enough_memory_mm mmap_region do_mmap', 'memory'],
		['capable alloc_pipe_info create_pipe_files do_pipe2', 'memory'],
		['ns_capable path_mount __x64_sys_mount', 'other'],
		['ns_capable do_handle_open __x64_sys_open_by_handle_at', 'other'],
	] as const)('%s: %s', (functions, reason) => {
		expect(reasonIn(functions.split(' '))).toBe(reason);
		expect(reasonIn(functions.split(' ').map(name => `${name}.part.0`))).toBe(reason);
	});

	it('belongs to the check of the same task before it, in pieces of any size', () => {
		const text = [
			...[
				check(7, sysAdmin),
				check(8, 3),
				stack(7, 'cap_vm_enough_memory'),
				stack(8, 'setattr_prepare', 'ovl_setattr'),
				check(9, sysAdmin),
			],
			...[stack(9, 'path_mount'), check(7, sysAdmin, -1), check(7, 7)],
		].join('\n');
		const expected = [
			...[
				['SYS_ADMIN', 'memory'],
				['FOWNER', 'other'],
				['SYS_ADMIN', 'other'],
				['SYS_ADMIN', null],
				['SETUID', null],
			],
		];
		for (const size of [1, 7, 4096]) {
			const lines = traceLines();
			lines.expectStacks(allowed);
			const events = [];
			for (let at = 0; at < text.length; at += size) events.push(...lines.take(text.slice(at, at + size)));
			events.push(...lines.take('\n'), ...lines.end());
			expect(events.map(event => event.kind === 'check' && [event.capability, event.reason])).toEqual(expected);
		}
	});

	it('keeps a check whose stack was lost, and never waits for one that is not expected', () => {
		const lines = traceLines();
		expect(lines.take(`${check(7, sysAdmin)}\n`)).toHaveLength(1);
		lines.expectStacks(allowed);
		expect(lines.take(`${check(7, sysAdmin)}\n`)).toEqual([]);
		expect(lines.take(`${check(7, 7)}\n`)).toMatchObject([{capability: 'SYS_ADMIN', reason: null}, {capability: 'SETUID'}]);
		const exec = line(7, 'sched_process_exec: filename=/bin/sh pid=7 old_pid=7');
		expect(lines.take(`${check(7, sysAdmin)}\n${exec}\n`)).toMatchObject([{capability: 'SYS_ADMIN'}, {kind: 'exec'}]);
	});

	it('shows what decided nothing, and which capability would do', () => {
		const deciding = (capability: Capability, reason: 'memory' | 'overlay' | 'permission' | null): boolean =>
			isDeciding({capability, within: null, reason}, () => false);
		expect(deciding('SYS_ADMIN', 'memory')).toBe(false);
		expect(deciding('SYS_ADMIN', null)).toBe(true);
		expect(deciding('FOWNER', 'overlay')).toBe(false);
		expect(deciding('DAC_OVERRIDE', 'permission')).toBe(true);

		const both = new Set<Capability>(['DAC_OVERRIDE', 'DAC_READ_SEARCH']);
		expect(askedFor({capability: 'DAC_READ_SEARCH', reason: 'permission'}, {granted: both, added: []})).toBe('DAC_OVERRIDE');
		expect(
			askedFor({capability: 'DAC_READ_SEARCH', reason: 'permission'}, {granted: both, added: [trusted('cap_dac_read_search')]}),
		).toBe('DAC_READ_SEARCH');
		expect(askedFor({capability: 'DAC_READ_SEARCH', reason: null}, {granted: both, added: []})).toBe('DAC_READ_SEARCH');
		expect(
			askedFor({capability: 'DAC_READ_SEARCH', reason: 'permission'}, {granted: new Set(['DAC_READ_SEARCH']), added: []}),
		).toBe('DAC_READ_SEARCH');
	});
});
