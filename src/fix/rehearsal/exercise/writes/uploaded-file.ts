import type {ExerciseTarget} from '../step.js';
import {findFile} from './find-file.js';

/** The file that an upload sends, whatever the protocol. */
export const uploadedFile = {name: 'dockscope-upload.txt', content: 'written by a rehearsal of dockscope\n'} as const;

/**
 * Owner and mode of the uploaded file, if it is visible: a server that could not give it away may say that all went well.
 * `words` follow the reply of the server and begin with a space; empty for a file that was not found.
 */
export function ownerOfUpload({pid}: Pick<ExerciseTarget, 'pid'>): {readonly detail: string | null; readonly words: string} {
	const found = findFile(pid, uploadedFile.name);
	if (found === null) return {detail: null, words: ''};
	const {owner, mode} = found;
	return {detail: `${owner} ${mode}`, words: ` (the file belongs to ${owner}, mode ${mode})`};
}
