import {describe, expect, it} from 'vitest';
import {UsageError} from '../../src/base/lib/usage-error.js';
import {parseCommandLine} from '../../src/cli/command-line.js';

describe('a command line', () => {
	it('is the inspector when no command is named', () => {
		expect(parseCommandLine([]).command).toBe('tui');
		expect(parseCommandLine(['--demo']).command).toBe('tui');
	});

	it('takes options before and after the command', () => {
		const line = parseCommandLine(
			'-H unix:///run/x.sock audit web --format=json --only 5.4 --only container-privileged'.split(' '),
		);
		expect(line.command).toBe('audit');
		expect(line.value('host')).toBe('unix:///run/x.sock');
		expect(line.value('format')).toBe('json');
		expect(line.list('only')).toEqual(['5.4', 'container-privileged']);
		expect(line.targets).toEqual(['web']);
	});

	it('does not mistake the value of an option for the command', () => {
		expect(parseCommandLine(['--host', 'audit', 'inspect', 'web']).command).toBe('inspect');
	});

	it('takes everything after -- as targets', () => {
		expect(parseCommandLine(['inspect', '--', '--odd-name']).targets).toEqual(['--odd-name']);
	});

	it('takes the words of a choice in capitals too', () => {
		expect(parseCommandLine(['audit', '--fail-on', 'CRITICAL']).value('fail-on')).toBe('critical');
	});

	it('joins short flags', () => {
		const line = parseCommandLine(['harden', 'web', '--rehearse', '-y']);
		expect(line.flag('yes')).toBe(true);
	});

	it.each([
		[['audti'], 'unknown command "audti" (did you mean "audit"?)'],
		[['tui'], 'there is no command "tui": run dockscope without a command'],
		[['audit', '--formt', 'json'], 'unknown option "--formt" (did you mean "--format"?)'],
		[['audit', '--format', 'jsn'], '--format "jsn" is not known (did you mean "json"?)'],
		[['audit', '--format'], '--format needs a value: --format FORMAT.'],
		[['inspect', 'web', '--format', 'sarif'], '--format "sarif" is not known'],
		[['--rehearse'], '--rehearse is an option of harden, not of the terminal UI.'],
		[['audit', '--fail-on', 'hihg'], '(did you mean "high"?)'],
		[['--demo=yes'], '--demo takes no value.'],
		[['-x'], 'unknown option "-x"'],
		[['scan', ...Array<string>(101).fill('-hy')], 'more than 100 groups of short options, such as "-hy".'],
	])('refuses %j in one line that says what to do', (argv, words) => {
		expect(() => parseCommandLine(argv)).toThrow(UsageError);
		expect(() => parseCommandLine(argv)).toThrow(words);
	});

	it('lets no escape sequence from a typed word through', () => {
		try {
			parseCommandLine(['\u001B[31mred']);
		} catch (error) {
			expect(String(error)).not.toContain('\u001B');
			return;
		}
		throw new Error('accepted');
	});
});
