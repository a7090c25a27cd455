import sax from 'sax';
import {inSlices} from './sliced.js';

/** An element without its namespace prefix: `v:id` is `id`. */
export type XmlElement = {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string>>;
	readonly children: XmlElement[];
	text: string;
};

/** As for JSON: no report is nested deeper. */
const maximumDepth = 500;
/** Elements of a document: an empty one takes four bytes of a file, but some 200 of memory. */
const mostElements = 4_000_000;
/** Characters between two checks of the clock. */
const step = 16_384;

/**
 * The root element of an XML document. A document type is refused: its entities can expand without end or name files of this host.
 *
 * @throws SyntaxError also for an entity that XML itself does not define
 */
export function parseXml(text: string, signal?: AbortSignal): Promise<XmlElement> {
	return inSlices(elements(text), () => undefined, signal);
}

function* elements(text: string): Generator<void, XmlElement> {
	// Its types do not know `strictEntities`: only the five entities of XML itself.
	const options = {strictEntities: true, position: true};
	const xml = sax.parser(true, options);
	const open: XmlElement[] = [];
	let root: XmlElement | null = null;
	let elements = 0;
	// The library calls back from inside itself and goes on after an error: the first one is kept and thrown from here.
	let problem: SyntaxError | null = null;
	const fail = (why: string) => {
		problem ??= new SyntaxError(`${why} in line ${xml.line + 1}`);
	};
	xml.onerror = ({message}) => {
		fail((message.split('\n')[0] ?? message).toLowerCase());
		xml.error = null as never;
	};
	xml.ondoctype = () => fail('a document type is not accepted');
	xml.onopentag = ({name, attributes}) => {
		if (open.length >= maximumDepth) fail('nested too deeply');
		elements += 1;
		if (elements > mostElements) fail(`more than ${mostElements} elements`);
		const element = {name: localName(name), attributes: attributes as Record<string, string>, children: [], text: ''};
		open.at(-1)?.children.push(element);
		root ??= element;
		open.push(element);
	};
	const addText = (more: string) => {
		const here = open.at(-1);
		if (here !== undefined) here.text += more;
	};
	xml.ontext = addText;
	xml.oncdata = addText;
	xml.onclosetag = () => void open.pop();
	for (let from = 0; from < text.length; from += step) {
		xml.write(text.slice(from, from + step));
		if (problem !== null) throw problem;
		yield;
	}
	xml.close();
	if (problem !== null) throw problem;
	if (root === null) throw new SyntaxError('there is no element');
	return root;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
