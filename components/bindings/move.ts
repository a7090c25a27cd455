import type {Binding} from './binding.js';

/** Moving, everywhere. */
export const moveBindings: readonly Binding[] = [
	{keys: ['j', 'Down'], where: ['anywhere'], does: 'down', group: 'Move', label: 'down', help: 'Down'},
	{keys: ['k', 'Up'], where: ['anywhere'], does: 'up', group: 'Move', label: 'up', help: 'Up'},
	{keys: ['g', 'Home'], where: ['anywhere'], does: 'toTop', group: 'Move', label: 'top', help: 'To the top'},
	{keys: ['G', 'End'], where: ['anywhere'], does: 'toBottom', group: 'Move', label: 'bottom', help: 'To the bottom'},
	{keys: ['^d'], where: ['anywhere'], does: 'halfPageDown', group: 'Move', label: 'half down', help: 'Half a page down'},
	{keys: ['^u'], where: ['anywhere'], does: 'halfPageUp', group: 'Move', label: 'half up', help: 'Half a page up'},
	{keys: ['PgDn', '^f'], where: ['anywhere'], does: 'pageDown', group: 'Move', label: 'page down', help: 'A page down'},
	{keys: ['PgUp', '^b'], where: ['anywhere'], does: 'pageUp', group: 'Move', label: 'page up', help: 'A page up'},
];
