/** Types as other languages spell them: the error suggests the spelling of schemas, and the suggestion compiles. */

import { describe, expect, test } from '@jest/globals';
import { analyse } from '../../../generator/compile.js';

const HEAD =
  '[database]\nname = "a"\n[enums.Team]\nvariants = ["Red", "Blue"]\n' +
  '[custom_types.Vec3]\nfields = [{ name = "x", type = "f32" }]\n';

function errorsOf(field: string, owner = 'tables.t'): { message: string; help: string | undefined }[] {
  const { diagnostics } = analyse(`${HEAD}[${owner}]\nfields = [{ name = "x", ${field} }]`, 'x.toml');
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, help }) => ({ message: `${code} ${message}`, help }));
}

describe('the meaning of', () => {
  const cases: readonly (readonly [spelt: string, meant: string, nullable?: 'nullable'])[] = [
    ['u8?', 'u8', 'nullable'],
    ['?u8', 'u8', 'nullable'],
    ['u8 | null', 'u8', 'nullable'],
    ['null|Team', 'Team', 'nullable'],
    ['Option<u8>', 'u8', 'nullable'],
    ['Optional[Vec3]', 'Vec3', 'nullable'],
    ['[u8;4]?', '[u8; 4]', 'nullable'],
    ['Option<[u8; 4]>', '[u8; 4]', 'nullable'],
    ['bool?', 'bool', 'nullable'],
    ['int?', 'i32', 'nullable'],
    ['string(24)?', 'string<24>', 'nullable'],
    ['u8[4]', '[u8; 4]'],
    ['u8 [4]', '[u8; 4]'],
    ['u8[2][3]', '[[u8; 3]; 2]'],
    ['[4]u8', '[u8; 4]'],
    ['[u8, 4]', '[u8; 4]'],
    ['[u8 x 4]', '[u8; 4]'],
    ['u8 * 4', '[u8; 4]'],
    ['[u8; 4', '[u8; 4]'],
    ['u8; 4', '[u8; 4]'],
    ['[u8; COUNT]', '[u8; N]'],
    ['Array<number, 3>', '[f64; 3]'],
    ['u8[]', '[u8; N]'],
    ['[u8]', '[u8; N]'],
    ['Array<u8>', '[u8; N]'],
    ['ReadonlyArray<Vec3>', '[Vec3; N]'],
    ['Team[]', '[Team; N]'],
    ['String', 'string<24>'],
    ['string(16)', 'string<16>'],
    ['string[16]', 'string<16>'],
    ['varchar(16)', 'string<16>'],
    ['char[16]', 'string<16>'],
    ['text', 'string<24>'],
    ['int', 'i32'],
    ['uint', 'u32'],
    ['uint8', 'u8'],
    ['int32_t', 'i32'],
    ['unsigned int', 'u32'],
    ['long long', 'i64'],
    ['float', 'f32'],
    ['double', 'f64'],
    ['number', 'f64'],
    ['boolean', 'bool'],
    ['byte', 'u8'],
    ['vec3', 'Vec3'],
  ];
  test.each(cases.map(([spelt, meant, nullable]) => [spelt, meant, nullable ?? ''] as const))(
    '%s',
    (spelt, meant, nullable) => {
      const [error, ...more] = errorsOf(`type = "${spelt}"`);
      expect(more).toEqual([]);
      const suffix = nullable === '' ? '' : ' with nullable = true';
      expect(error?.message).toMatch(/^ECS02[01] /);
      expect(error?.message.split('; did you mean ')[1]).toBe(`${JSON.stringify(meant)}${suffix}?`);
      expect(error?.help).toBe(meant.includes('N]') ? 'N is a number: arrays have a fixed length' : undefined);
      const right = `type = "${meant.replace('N', '4')}"${nullable === '' ? '' : ', nullable = true'}`;
      expect(errorsOf(right)).toEqual([]);
    },
  );

  test.each(['[u8; N]', '[u8;N]', '[[Team; 2]; N]'])('%s is not suggested for itself', (spelt) => {
    expect(errorsOf(`type = "${spelt}"`)).toEqual([
      { message: `ECS020 "${spelt}" is not a type`, help: 'N is a number: arrays have a fixed length' },
    ]);
  });

  test('a field of a custom type is never null', () => {
    expect(errorsOf('type = "u8?"', 'custom_types.New')).toEqual([
      {
        message: 'ECS020 "u8?" is not a type; did you mean "u8"?',
        help: 'a field of a custom type cannot be nullable',
      },
    ]);
  });

  test.each(['', '(', 'u8,', 'Map<string, u8>', '?'.repeat(500), `${'['.repeat(300)}u8`, `${'u8['.repeat(300)}`])(
    'nothing: %s',
    (spelt) => {
      expect(errorsOf(`type = "${spelt}"`)[0]?.message).not.toContain('did you mean');
    },
  );
});

describe('text that is not TOML', () => {
  const cases: readonly (readonly [field: string, help: string])[] = [
    [
      'type = "u8", default = null',
      'TOML has no null; remove "default": a field with nullable = true has the default null',
    ],
    [
      'type = "u8", default = None',
      'TOML has no null; remove "default": a field with nullable = true has the default null',
    ],
    ['type = "Team", default = Red', 'write text in quotes: "Red"'],
    ['type = "bool", default = True', 'write true or false, in lower case'],
    ['type = "f32", default = NaN', 'write nan, inf or -inf, in lower case'],
    ['type = "f32", default = .5', 'write a digit before the point, such as 0.5'],
    ['type = "f32", default = 1.', 'write a digit after the point, such as 1.0'],
    ['type = "u32", default = 007', 'write the number without zeros in front'],
    ['type = u8', 'write the type in quotes, such as type = "[u8; 4]"'],
    ['type = [u8; 4]', 'write the type in quotes, such as type = "[u8; 4]"'],
    ['type: "u8"', 'write "=" between a key and its value, not ":"'],
    ['type = "u8" nullable = true', 'add a comma before this, or the quote that is missing before it'],
    ['type = "u8", nullable', 'a key needs "=" and a value'],
    ['type = "u8", default =', 'write a value here'],
  ];
  test.each(cases)('%s', (field, help) => {
    expect(errorsOf(field)).toEqual([{ message: expect.stringMatching(/^ECS001 /), help }]);
  });
});
