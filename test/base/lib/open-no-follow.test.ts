import {execFileSync} from 'node:child_process';
import {closeSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, it} from 'vitest';
import {openNoFollow} from '../../../src/base/lib/open-no-follow.js';
import {temporaryFolder} from '../../support/temporary-folder.js';

const folder = temporaryFolder();

it('opens a file, and neither follows a link nor waits at a pipe', () => {
	const [file, link, pipe] = [join(folder, 'file'), join(folder, 'link'), join(folder, 'pipe')];
	writeFileSync(file, 'text');
	symlinkSync(file, link);
	execFileSync('mkfifo', [pipe]);
	const [opened, waiting] = [openNoFollow(file), openNoFollow(pipe)];
	expect(readFileSync(opened ?? -1, 'utf8')).toBe('text');
	expect(waiting).not.toBeNull();
	expect(() => openNoFollow(link)).toThrow('ELOOP');
	expect(openNoFollow(join(folder, 'none'))).toBeNull();
	for (const descriptor of [opened, waiting]) closeSync(descriptor ?? -1);
});
