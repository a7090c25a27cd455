import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {temporaryFolder} from '../lib/temporary-folder.js';
import {type SafeText, sanitise} from '../text/safe-text.js';
import type {TerminalFeatures} from './features.js';

/** Longest base64 payload that common terminals accept (xterm and hterm truncate or drop longer ones; k9s has the same limit). */
export const MAX_PAYLOAD_LENGTH = 74_994;

/**
 * The sequence that copies text to the clipboard of the local terminal, through ssh and multiplexers; `null` when
 * the text is too long. There is no reply, so whether it worked is not known.
 *
 * @source xterm ctlseqs, OSC 52; tmux(1) allow-passthrough (ESC doubled inside DCS tmux;); screen(1), DCS is passed on in pieces
 */
export function clipboardSequence(text: SafeText, multiplexer: TerminalFeatures['multiplexer']): string | null {
	const payload = Buffer.from(text, 'utf8').toString('base64');
	if (payload.length > MAX_PAYLOAD_LENGTH) return null;
	const sequence = `\x1b]52;c;${payload}\x07`;
	// tmux accepts the first with allow-passthrough, the second with set-clipboard; which of them is on cannot be detected from here.
	if (multiplexer === 'tmux') return `\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\${sequence}`;
	if (multiplexer === 'screen') return inPieces(sequence);
	return sequence;
}

/** screen drops strings over 768 bytes, so each piece gets its own DCS. */
function inPieces(sequence: string): string {
	const pieces = sequence.match(/[\s\S]{1,256}/g) ?? [];
	return pieces.map(piece => `\x1bP${piece}\x1b\\`).join('');
}

/**
 * Writes text to a new file readable only by its owner, in a new private folder: a predictable name in
 * a world-writable folder would be open to attack.
 */
export async function saveText(text: SafeText): Promise<SafeText> {
	const folder = await temporaryFolder('dockscope-');
	const path = join(folder, 'page.txt');
	await writeFile(path, `${text}\n`, {mode: 0o600, flag: 'wx'});
	return sanitise(path);
}
