# frozen_string_literal: true

require "tiny_tds"
require "csv"

# Exports suppliers and stock from the ERP system, which lives in SQL Server.
class ErpExport
  # @no
  FILES = { suppliers: "suppliers.csv", stock: "stock.csv" }.freeze
  ROLES = ["erp.select", "erp.update", "erp.insert_into", "SELECT"].freeze

  # @sql tables=stock,item dialect=transactsql
  STOCK = <<~SQL
    SELECT TOP (1000)
           i.[Number],
           i.[Description],
           ISNULL(SUM(s.[Quantity]), 0) AS [Quantity],
           CONVERT(varchar(10), MAX(s.[ChangedAt]), 120) AS [ChangedOn]
    FROM [dbo].[Stock] AS s WITH (NOLOCK)
    INNER JOIN [dbo].[Item] AS i ON i.[Id] = s.[ItemId]
    GROUP BY i.[Number], i.[Description]
    ORDER BY [Quantity] DESC
  SQL

  # @no
  def initialize(host:, user:)
    @client = TinyTds::Client.new(host: host, username: user, database: "erp", timeout: 20)
    # @sql by=call dialect=transactsql
    @client.execute("SET ANSI_NULLS ON").do
  end

  def suppliers
    # @sql by=call tables=supplier dialect=transactsql
    result = @client.execute("SELECT [Id], [Name] FROM [dbo].[Supplier] WHERE [Active] = 1 ORDER BY [Name] OFFSET 0 ROWS FETCH NEXT 50 ROWS ONLY")
    # @no
    result.each(symbolize_keys: true).to_a
  end

  def supplier(name)
    # @sql by=call tables=supplier params=value dialect=transactsql
    @client.execute("SELECT TOP 1 * FROM [dbo].[Supplier] WHERE [Name] = N'#{@client.escape(name)}'").first
  end

  def mark(table, ids)
    # @sql by=call params=identifier,list writes=true dialect=transactsql
    @client.execute("UPDATE [dbo].[#{table}] SET [ExportedAt] = SYSUTCDATETIME() WHERE [Id] IN (#{ids.join(', ')})").do
  end

  def log(file)
    # @sql by=call tables=exportlog params=value writes=true dialect=transactsql
    @client.execute(
      "INSERT INTO [dbo].[ExportLog] ([File], [At]) " \
      "OUTPUT INSERTED.[Id] " \
      "VALUES (N'#{@client.escape(file)}', GETDATE())"
    ).insert
  end

  def stock_of(item_number)
    # @sql by=call params=value dialect=transactsql
    @client.execute("EXEC [dbo].[GetStock] @number = N'%s'" % item_number).each.to_a
  end

  # @no
  def write(kind, rows)
    CSV.open(FILES.fetch(kind), "w", col_sep: ";", force_quotes: true) do |csv|
      rows.each { |row| csv << row.values }
    end
    puts "Select #{FILES[kind]} from the exports folder to see #{rows.size} rows"
  end

  # @no
  def run
    write(:suppliers, suppliers)
    write(:stock, @client.execute(STOCK).to_a)
    log(FILES[:stock])
  rescue TinyTds::Error => e
    abort "select from [dbo].[Stock] failed with #{e.message}"
  end
end

# @no
ErpExport.new(host: ENV.fetch("ERP_HOST", "localhost"), user: "exporter").run if $PROGRAM_NAME == __FILE__
