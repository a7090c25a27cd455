import {expect, it} from 'vitest';
import {commandNames} from '../../src/cli/command-names.js';
import {bashCompletion} from '../../src/cli/completion/bash.js';
import {fishCompletion} from '../../src/cli/completion/fish.js';
import {zshCompletion} from '../../src/cli/completion/zsh.js';
import {helpText} from '../../src/cli/help.js';
import {manualPage} from '../../src/cli/man.js';
import {optionNames} from '../../src/cli/options.js';

const help = commandNames.map(helpText).join('\n');
const asWritten: Record<string, (option: string) => string> = {
	help: option => `--${option}`,
	man: option => `\\-\\-${option.replaceAll('-', '\\-')}\\fR`,
	bash: option => `--${option}`,
	zsh: option => `--${option}`,
	fish: option => ` -l ${option} `,
};

it.each([
	['help', help],
	['man', manualPage()],
	['bash', bashCompletion()],
	['zsh', zshCompletion()],
	['fish', fishCompletion()],
])('every option and command is in the %s', (kind, text) => {
	expect(optionNames.filter(name => !text.includes(asWritten[kind]?.(name) ?? ''))).toEqual([]);
	expect(commandNames.filter(name => name !== 'tui' && !text.includes(name))).toEqual([]);
});

it('says of an option that several commands share what it does for this one', () => {
	expect(helpText('freeze')).toContain('default: dockscope-NAME-TIME.tar');
	expect(helpText('audit')).not.toContain('dockscope-NAME-TIME.tar');
	expect(helpText('scan')).toContain('exit with 1 on a vulnerability');
	expect(helpText('audit')).toContain('exit with 1 on a finding');
});

it('writes ASCII in the manual page, and no text that is a request of roff', () => {
	expect(manualPage()).toMatch(/^[\n\x20-\x7e]+$/);
	const requests = ['TH', 'SH', 'SS', 'TP', 'PP', 'BR', 'B', 'br', 'nf', 'fi'];
	const unknown = manualPage()
		.split('\n')
		.filter(line => /^[.']/.test(line) && !requests.includes(line.slice(1).split(' ')[0] ?? ''));
	expect(unknown).toEqual([]);
});
