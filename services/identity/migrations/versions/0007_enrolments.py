"""Enrolments of establishments, their data and changes, lists to choose from, closed accounts.

The guides name the lists of the enrolment's form but not their values: those marked C are ours.
"""

from alembic import op

revision = "0007"
down_revision = "0006"

_STATEMENTS = (
    """
    create table reference_value (
      list text not null,
      code text not null,
      name_ar text not null,
      name_en text not null,
      place int not null,
      effective_from date not null,
      effective_to date,
      source text not null,
      mark text not null check (mark in ('A', 'B', 'C')),
      primary key (list, code, effective_from)
    )""",
    """
    insert into reference_value (list, code, name_ar, name_en, place, effective_from, source, mark)
    select list, code, name_ar, name_en,
      row_number() over (partition by list order by n), date '2014-03-01', source, mark
    from (values
      (1, 'coverage_type', 'new', 'شمول لأول مرة', 'First coverage',
        'Default of this system: the guides do not name the values', 'C'),
      (2, 'coverage_type', 'resumed', 'إعادة شمول', 'Coverage resumed',
        'Default of this system: the guides do not name the values', 'C'),
      (10, 'establishment_type', 'sole', 'مؤسسة فردية', 'Sole proprietorship',
        'Kinds of the Companies Law; that they are the list is assumed', 'C'),
      (11, 'establishment_type', 'general-partnership', 'شركة تضامن', 'General partnership',
        'Kinds of the Companies Law; that they are the list is assumed', 'C'),
      (12, 'establishment_type', 'limited-partnership', 'شركة توصية بسيطة', 'Limited partnership',
        'Kinds of the Companies Law; that they are the list is assumed', 'C'),
      (13, 'establishment_type', 'limited-liability', 'شركة ذات مسؤولية محدودة',
        'Limited liability company',
        'Kinds of the Companies Law; that they are the list is assumed', 'C'),
      (14, 'establishment_type', 'private-shareholding', 'شركة مساهمة خاصة',
        'Private shareholding company',
        'Kinds of the Companies Law; that they are the list is assumed', 'C'),
      (15, 'establishment_type', 'public-shareholding', 'شركة مساهمة عامة',
        'Public shareholding company',
        'Kinds of the Companies Law; that they are the list is assumed', 'C'),
      (16, 'establishment_type', 'foreign-branch', 'فرع شركة أجنبية', 'Branch of a foreign company',
        'Kinds of the Companies Law; that they are the list is assumed', 'C'),
      (17, 'establishment_type', 'association', 'جمعية', 'Association',
        'Default of this system: the guides do not name the values', 'C'),
      (20, 'affiliation', 'private', 'القطاع الخاص', 'Private sector',
        'Default of this system: the guides do not name the values', 'C'),
      (21, 'affiliation', 'charitable', 'القطاع الخيري', 'Charitable sector',
        'Default of this system: the guides do not name the values', 'C'),
      (22, 'affiliation', 'international', 'منظمات دولية', 'International organisations',
        'Default of this system: the guides do not name the values', 'C'),
      (30, 'main_activity', 'A', 'الزراعة والحراجة وصيد الأسماك',
        'Agriculture, forestry and fishing', 'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (31, 'main_activity', 'B', 'التعدين واستغلال المحاجر', 'Mining and quarrying',
        'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (32, 'main_activity', 'C', 'الصناعة التحويلية', 'Manufacturing',
        'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (33, 'main_activity', 'D', 'توصيل الكهرباء والغاز والبخار',
        'Electricity, gas and steam supply', 'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (34, 'main_activity', 'E', 'إمدادات المياه وإدارة النفايات', 'Water supply and waste',
        'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (35, 'main_activity', 'F', 'التشييد', 'Construction',
        'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (36, 'main_activity', 'G', 'تجارة الجملة والتجزئة وإصلاح المركبات',
        'Wholesale and retail trade, repair of vehicles',
        'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (37, 'main_activity', 'H', 'النقل والتخزين', 'Transport and storage',
        'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (38, 'main_activity', 'I', 'خدمات الإقامة والطعام', 'Accommodation and food',
        'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (39, 'main_activity', 'J', 'المعلومات والاتصالات', 'Information and communication',
        'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (40, 'main_activity', 'K', 'الأنشطة المالية والتأمين', 'Finance and insurance',
        'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (41, 'main_activity', 'L', 'الأنشطة العقارية', 'Real estate',
        'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (42, 'main_activity', 'M', 'الأنشطة المهنية والعلمية والتقنية',
        'Professional, scientific and technical work',
        'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (43, 'main_activity', 'N', 'الخدمات الإدارية وخدمات الدعم',
        'Administrative and support services', 'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (44, 'main_activity', 'P', 'التعليم', 'Education',
        'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (45, 'main_activity', 'Q', 'الصحة والعمل الاجتماعي', 'Health and social work',
        'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (46, 'main_activity', 'R', 'الفنون والترفيه', 'Arts and recreation',
        'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (47, 'main_activity', 'S', 'أنشطة خدمية أخرى', 'Other services',
        'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (48, 'main_activity', 'U', 'المنظمات والهيئات الدولية', 'International organisations',
        'ISIC Rev. 4; that it is the list is assumed', 'C'),
      (60, 'governorate', 'amman', 'العاصمة', 'Amman', 'The twelve governorates', 'B'),
      (61, 'governorate', 'irbid', 'إربد', 'Irbid', 'The twelve governorates', 'B'),
      (62, 'governorate', 'zarqa', 'الزرقاء', 'Zarqa', 'The twelve governorates', 'B'),
      (63, 'governorate', 'mafraq', 'المفرق', 'Mafraq', 'The twelve governorates', 'B'),
      (64, 'governorate', 'balqa', 'البلقاء', 'Balqa', 'The twelve governorates', 'B'),
      (65, 'governorate', 'karak', 'الكرك', 'Karak', 'The twelve governorates', 'B'),
      (66, 'governorate', 'jerash', 'جرش', 'Jerash', 'The twelve governorates', 'B'),
      (67, 'governorate', 'madaba', 'مادبا', 'Madaba', 'The twelve governorates', 'B'),
      (68, 'governorate', 'ajloun', 'عجلون', 'Ajloun', 'The twelve governorates', 'B'),
      (69, 'governorate', 'aqaba', 'العقبة', 'Aqaba', 'The twelve governorates', 'B'),
      (70, 'governorate', 'maan', 'معان', 'Ma''an', 'The twelve governorates', 'B'),
      (71, 'governorate', 'tafilah', 'الطفيلة', 'Tafilah', 'The twelve governorates', 'B'),
      (80, 'document_type', 'commercial-register', 'سجل تجاري', 'Commercial register extract',
        'Registration conditions of a neighbouring portal (G03)', 'C'),
      (81, 'document_type', 'licence', 'رخصة مهن', 'Trade licence',
        'Registration conditions of a neighbouring portal (G03)', 'C'),
      (82, 'document_type', 'contract', 'عقد موثق', 'Documented contract',
        'Registration conditions of a neighbouring portal (G03)', 'C'),
      (90, 'branch', 'amman-center', 'فرع وسط عمان', 'Amman Centre',
        'One branch a governorate is assumed', 'C'),
      (91, 'branch', 'irbid', 'فرع إربد', 'Irbid', 'One branch a governorate is assumed', 'C'),
      (92, 'branch', 'zarqa', 'فرع الزرقاء', 'Zarqa', 'One branch a governorate is assumed', 'C'),
      (93, 'branch', 'mafraq', 'فرع المفرق', 'Mafraq', 'One branch a governorate is assumed', 'C'),
      (94, 'branch', 'balqa', 'فرع البلقاء', 'Balqa', 'One branch a governorate is assumed', 'C'),
      (95, 'branch', 'karak', 'فرع الكرك', 'Karak', 'One branch a governorate is assumed', 'C'),
      (96, 'branch', 'jerash', 'فرع جرش', 'Jerash', 'One branch a governorate is assumed', 'C'),
      (97, 'branch', 'madaba', 'فرع مادبا', 'Madaba', 'One branch a governorate is assumed', 'C'),
      (98, 'branch', 'ajloun', 'فرع عجلون', 'Ajloun', 'One branch a governorate is assumed', 'C'),
      (99, 'branch', 'aqaba', 'فرع العقبة', 'Aqaba', 'One branch a governorate is assumed', 'C'),
      (100, 'branch', 'maan', 'فرع معان', 'Ma''an', 'One branch a governorate is assumed', 'C'),
      (101, 'branch', 'tafilah', 'فرع الطفيلة', 'Tafilah', 'One branch a governorate is assumed',
        'C')
    ) as known (n, list, code, name_ar, name_en, source, mark)""",
    # Which branch serves a governorate (C).
    """
    create table branch_area (
      governorate text not null,
      branch text not null,
      effective_from date not null,
      effective_to date,
      source text not null,
      mark text not null check (mark in ('A', 'B', 'C')),
      primary key (governorate, effective_from)
    )""",
    """
    insert into branch_area (governorate, branch, effective_from, source, mark)
    select code, case code when 'amman' then 'amman-center' else code end, effective_from,
      'One branch a governorate is assumed', 'C'
    from reference_value where list = 'governorate'""",
    """
    create table enrolment (
      enrolment_id uuid primary key,
      code_hash bytea not null unique,
      client text,
      state text not null
        check (state in ('draft', 'awaiting_visit', 'returned', 'confirmed')),
      version int not null,
      answers jsonb not null,
      owners jsonb not null,
      document jsonb,
      documents_kept int not null,
      password_hash text,
      branch text,
      establishment_id uuid unique,
      number text unique,
      payment_number text unique,
      account_id uuid references account,
      begun_at timestamptz not null,
      expires_at timestamptz not null,
      sent_at timestamptz,
      decided_by uuid,
      decided_at timestamptz,
      reason text,
      check (state = 'draft' or (branch is not null and number is not null
        and payment_number is not null and establishment_id is not null
        and account_id is not null and document is not null))
    )""",
    "create index enrolment_by_branch on enrolment (state, enrolment_id)",
    "create index enrolment_by_client on enrolment (client, begun_at)",
    "create index enrolment_by_age on enrolment (expires_at) where state = 'draft'",
    "create index enrolment_by_account on enrolment (account_id)",
    # Who entered it at the branch; empty where the employer did it himself.
    "alter table establishment add column entered_by uuid",
    """
    create table establishment_data (
      establishment_id uuid primary key references establishment,
      version int not null,
      answers jsonb not null,
      owners jsonb not null,
      document jsonb
    )""",
    "create sequence change_number start 700001",
    """
    create table establishment_change (
      change_id uuid primary key,
      number text not null unique,
      establishment_id uuid not null references establishment,
      branch text not null,
      state text not null check (state in ('under_review', 'approved', 'rejected')),
      version int not null,
      before jsonb not null,
      asked jsonb not null,
      document jsonb not null,
      asked_by uuid not null,
      asked_at timestamptz not null,
      decided_by uuid,
      decided_at timestamptz,
      reason text
    )""",
    # One waits at a time: the next is asked for on what the branch has decided.
    """
    create unique index establishment_change_waiting on establishment_change (establishment_id)
      where state = 'under_review'""",
    "create index establishment_change_by_branch on establishment_change (state, change_id)",
    # A new liaison officer has an account of his own under the establishment's number: the former
    # one is closed, and what he did stays his.
    "alter table account add column closed_at timestamptz",
    "alter table account drop constraint account_kind_login_id_key",
    """
    create unique index account_by_name on account (kind, login_id) where closed_at is null""",
)


def upgrade() -> None:
    """Create them."""
    for statement in _STATEMENTS:
        op.execute(statement)
